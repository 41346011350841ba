;; Prepares sketches of saliency maps for being compared, and compares them, with SIMD: some ten times as fast as in JavaScript.
;; `npm run wasm` compiles this file to comparing-wasm.ts; agreement.ts has the definitions.
;;
;;   memory   | levels | ranks | values of rho, iou, overlap | sketches to prepare … | prepared sketches …
;;            0        1024    2048                          32768                   327680
;;
;; A prepared sketch takes 864 bytes:
;;
;;      0  256 × u8   the cells
;;    256  256 × i16  twice the midrank of each cell, centred: −255…255
;;    768  256 bits   cells in the top decile
;;    800  256 bits   cells that tie for its last places
;;    832  f64        length of the vector of ranks; 0 where all cells are equal
;;    840  f64        weight of each tied cell, 0–1
;;    848  f64        sum of the weights of all cells in the top decile
;;    856  i32        sum of the cells; 0 without evidence
(module
  (memory (export "memory") 5)

  ;; Prepares `$count` sketches that lie at `$from`, one after the other, at `$at`.
  (func (export "prepare") (param $from i32) (param $at i32) (param $count i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (call $prepare (local.get $from) (local.get $at))
        (local.set $from (i32.add (local.get $from) (i32.const 256)))
        (local.set $at (i32.add (local.get $at) (i32.const 864)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))

  (func $prepare (param $from i32) (param $at i32)
    (local $cell i32)
    (local $level i32)
    (local $place i32)
    (local $sums v128)
    (local $cells v128)
    (local $below v128)
    (local $counts v128)
    (local $scan v128)
    (local $ranks v128)
    (local $squares v128)
    (local $left i32)
    (local $lowest i32)
    (local $tied i32)
    (local $count i32)
    (local $weight f64)
    ;; Two counts of each level, of even and odd cells, at 0 and 512: so that equal neighbours do not wait for each other.
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 1024))
    (loop $next
      (local.set $cells (v128.load (i32.add (local.get $from) (local.get $cell))))
      (v128.store (i32.add (local.get $at) (local.get $cell)) (local.get $cells))
      (local.set $sums (i32x4.add (local.get $sums)
        (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $cells)))))
      (local.set $cell (i32.add (local.get $cell) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $cell) (i32.const 256))))
    (i32.store offset=856 (local.get $at) (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sums)) (i32x4.extract_lane 1 (local.get $sums)))
      (i32.add (i32x4.extract_lane 2 (local.get $sums)) (i32x4.extract_lane 3 (local.get $sums)))))
    (memory.fill (i32.add (local.get $at) (i32.const 256)) (i32.const 0) (i32.const 600))
    (local.set $cell (i32.const 0))
    (loop $next
      (local.set $place (i32.shl (i32.load8_u (i32.add (local.get $from) (local.get $cell))) (i32.const 1)))
      (i32.store16 (local.get $place) (i32.add (i32.load16_u (local.get $place)) (i32.const 1)))
      (local.set $place (i32.shl (i32.load8_u offset=1 (i32.add (local.get $from) (local.get $cell))) (i32.const 1)))
      (i32.store16 offset=512 (local.get $place) (i32.add (i32.load16_u offset=512 (local.get $place)) (i32.const 1)))
      (local.set $cell (i32.add (local.get $cell) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $cell) (i32.const 256))))
    ;; The counts of all cells at 0, and the rank of each level at 1024: the cells below and those up to it, centred.
    (local.set $level (i32.const 0))
    (loop $next
      (local.set $counts (i16x8.add (v128.load (local.get $level)) (v128.load offset=512 (local.get $level))))
      (v128.store (local.get $level) (local.get $counts))
      (local.set $scan (i16x8.add (local.get $counts)
        (i8x16.shuffle 16 17 0 1 2 3 4 5 6 7 8 9 10 11 12 13 (local.get $counts) (v128.const i64x2 0 0))))
      (local.set $scan (i16x8.add (local.get $scan)
        (i8x16.shuffle 16 17 18 19 0 1 2 3 4 5 6 7 8 9 10 11 (local.get $scan) (v128.const i64x2 0 0))))
      (local.set $scan (i16x8.add (local.get $scan)
        (i8x16.shuffle 16 17 18 19 20 21 22 23 0 1 2 3 4 5 6 7 (local.get $scan) (v128.const i64x2 0 0))))
      (local.set $scan (i16x8.add (local.get $scan) (local.get $below)))
      (v128.store offset=1024 (local.get $level)
        (i16x8.sub
          (i16x8.sub (i16x8.add (local.get $scan) (local.get $scan)) (local.get $counts))
          (i16x8.splat (i32.const 256))))
      (local.set $below (i16x8.splat (i16x8.extract_lane_s 7 (local.get $scan))))
      (local.set $level (i32.add (local.get $level) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $level) (i32.const 512))))
    ;; Neither ranks nor a top decile where all cells are equal: the greatest cell is 255, or all are 0.
    (br_if 0
      (i32.or
        (i32.eqz (i32.load offset=856 (local.get $at)))
        (i32.eq (i32.load16_u (i32.const 510)) (i32.const 256))))
    (local.set $cell (i32.const 0))
    (loop $next
      (i32.store16 offset=256 (i32.add (local.get $at) (i32.shl (local.get $cell) (i32.const 1)))
        (i32.load16_u offset=1024 (i32.shl (i32.load8_u (i32.add (local.get $at) (local.get $cell))) (i32.const 1))))
      (i32.store16 offset=258 (i32.add (local.get $at) (i32.shl (local.get $cell) (i32.const 1)))
        (i32.load16_u offset=1024 (i32.shl (i32.load8_u offset=1 (i32.add (local.get $at) (local.get $cell))) (i32.const 1))))
      (local.set $cell (i32.add (local.get $cell) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $cell) (i32.const 256))))
    (local.set $cell (i32.const 0))
    (loop $next
      (local.set $ranks (v128.load offset=256 (i32.add (local.get $at) (local.get $cell))))
      (local.set $squares (i32x4.add (local.get $squares) (i32x4.dot_i16x8_s (local.get $ranks) (local.get $ranks))))
      (local.set $cell (i32.add (local.get $cell) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $cell) (i32.const 512))))
    (f64.store offset=832 (local.get $at) (f64.sqrt (f64.convert_i32_s (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $squares)) (i32x4.extract_lane 1 (local.get $squares)))
      (i32.add (i32x4.extract_lane 2 (local.get $squares)) (i32x4.extract_lane 3 (local.get $squares)))))))
    ;; The top decile: the cells from `$lowest` on; those of level `$tied` share the places that are left. Zero cells never count.
    (local.set $left (i32.const 26))
    (local.set $lowest (i32.const 256))
    (local.set $level (i32.const 255))
    (block $done
      (loop $next
        (local.set $count (i32.load16_u (i32.shl (local.get $level) (i32.const 1))))
        (if (i32.gt_u (local.get $count) (local.get $left))
          (then
            (local.set $tied (local.get $level))
            (local.set $weight (f64.div (f64.convert_i32_u (local.get $left)) (f64.convert_i32_u (local.get $count))))
            (br $done)))
        (if (local.get $count)
          (then
            (local.set $left (i32.sub (local.get $left) (local.get $count)))
            (local.set $lowest (local.get $level))
            (br_if $done (i32.eqz (local.get $left)))))
        (local.set $level (i32.sub (local.get $level) (i32.const 1)))
        (br_if $next (local.get $level))))
    (f64.store offset=840 (local.get $at) (local.get $weight))
    (f64.store offset=848 (local.get $at) (f64.convert_i32_u
      (select (i32.const 26) (i32.sub (i32.const 26) (local.get $left)) (local.get $tied))))
    (local.set $cell (i32.const 0))
    (loop $next
      (local.set $cells (v128.load (i32.add (local.get $at) (local.get $cell))))
      (local.set $place (i32.add (local.get $at) (i32.shr_u (local.get $cell) (i32.const 3))))
      (if (i32.lt_u (local.get $lowest) (i32.const 256))
        (then (i32.store16 offset=768 (local.get $place)
          (i8x16.bitmask (i8x16.ge_u (local.get $cells) (i8x16.splat (local.get $lowest)))))))
      (if (local.get $tied)
        (then (i32.store16 offset=800 (local.get $place)
          (i8x16.bitmask (i8x16.eq (local.get $cells) (i8x16.splat (local.get $tied)))))))
      (local.set $cell (i32.add (local.get $cell) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $cell) (i32.const 256)))))

  ;; The measures of `$count` prepared sketches from `$a` on, each with that at the same place from `$b` on. Their values are put at
  ;; 2048, 10240 and 18432; NaN where a measure is not defined.
  (func (export "compare") (param $a i32) (param $b i32) (param $count i32)
    (local $out i32)
    (local $norms f64)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $norms (f64.mul (f64.load offset=832 (local.get $a)) (f64.load offset=832 (local.get $b))))
        (if (f64.eq (local.get $norms) (f64.const 0))
          (then
            (f64.store offset=2048 (local.get $out) (f64.const nan))
            (f64.store offset=10240 (local.get $out) (f64.const nan)))
          (else
            (f64.store offset=2048 (local.get $out)
              (f64.div (f64.convert_i32_s (call $product (local.get $a) (local.get $b))) (local.get $norms)))
            (f64.store offset=10240 (local.get $out) (call $iou (local.get $a) (local.get $b)))))
        (f64.store offset=18432 (local.get $out) (call $overlap (local.get $a) (local.get $b)))
        (local.set $out (i32.add (local.get $out) (i32.const 8)))
        (local.set $a (i32.add (local.get $a) (i32.const 864)))
        (local.set $b (i32.add (local.get $b) (i32.const 864)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))

  ;; The product of the vectors of ranks: at most 256 · 255².
  (func $product (param $a i32) (param $b i32) (result i32)
    (local $end i32)
    (local $sum v128)
    (local $sum2 v128)
    (local.set $end (i32.add (local.get $a) (i32.const 512)))
    (loop $next
      (local.set $sum (i32x4.add (local.get $sum)
        (i32x4.dot_i16x8_s (v128.load offset=256 (local.get $a)) (v128.load offset=256 (local.get $b)))))
      (local.set $sum2 (i32x4.add (local.get $sum2)
        (i32x4.dot_i16x8_s (v128.load offset=272 (local.get $a)) (v128.load offset=272 (local.get $b)))))
      (local.set $sum (i32x4.add (local.get $sum)
        (i32x4.dot_i16x8_s (v128.load offset=288 (local.get $a)) (v128.load offset=288 (local.get $b)))))
      (local.set $sum2 (i32x4.add (local.get $sum2)
        (i32x4.dot_i16x8_s (v128.load offset=304 (local.get $a)) (v128.load offset=304 (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $a) (local.get $end))))
    (local.set $sum (i32x4.add (local.get $sum) (local.get $sum2)))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))

  ;; The number of bits that two sets of 256 bits have in common.
  (func $common (param $a i32) (param $b i32) (result i64)
    (i64.add
      (i64.add
        (i64.popcnt (i64.and (i64.load (local.get $a)) (i64.load (local.get $b))))
        (i64.popcnt (i64.and (i64.load offset=8 (local.get $a)) (i64.load offset=8 (local.get $b)))))
      (i64.add
        (i64.popcnt (i64.and (i64.load offset=16 (local.get $a)) (i64.load offset=16 (local.get $b))))
        (i64.popcnt (i64.and (i64.load offset=24 (local.get $a)) (i64.load offset=24 (local.get $b)))))))

  (func $iou (param $a i32) (param $b i32) (result f64)
    (local $shared f64)
    (local $weightA f64)
    (local $weightB f64)
    (local $aboveA i32)
    (local $aboveB i32)
    (local $tiedA i32)
    (local $tiedB i32)
    (local.set $weightA (f64.load offset=840 (local.get $a)))
    (local.set $weightB (f64.load offset=840 (local.get $b)))
    (local.set $aboveA (i32.add (local.get $a) (i32.const 768)))
    (local.set $aboveB (i32.add (local.get $b) (i32.const 768)))
    (local.set $tiedA (i32.add (local.get $a) (i32.const 800)))
    (local.set $tiedB (i32.add (local.get $b) (i32.const 800)))
    (local.set $shared
      (f64.add
        (f64.add
          (f64.add
            (f64.convert_i64_u (call $common (local.get $aboveA) (local.get $aboveB)))
            (f64.mul (f64.convert_i64_u (call $common (local.get $tiedA) (local.get $aboveB))) (local.get $weightA)))
          (f64.mul (f64.convert_i64_u (call $common (local.get $aboveA) (local.get $tiedB))) (local.get $weightB)))
        (f64.mul
          (f64.convert_i64_u (call $common (local.get $tiedA) (local.get $tiedB)))
          (f64.min (local.get $weightA) (local.get $weightB)))))
    (f64.div (local.get $shared)
      (f64.sub (f64.add (f64.load offset=848 (local.get $a)) (f64.load offset=848 (local.get $b))) (local.get $shared))))

  ;; Σ min(x, y) of x = a · sum(b) and y = b · sum(a) is half of Σ x + Σ y − Σ |x − y|, and Σ x = Σ y = sum(a) · sum(b). A difference
  ;; x − y is a product of (a, b) and (sum(b), −sum(a)); of sums from 32768 on, only the halves fit into 16 bits.
  (func $overlap (param $a i32) (param $b i32) (result f64)
    (local $end i32)
    (local $sumA i32)
    (local $sumB i32)
    (local $half v128)
    (local $rest v128)
    (local $cellsA v128)
    (local $cellsB v128)
    (local $both v128)
    (local $part v128)
    (local $sum v128)
    (local $sum2 v128)
    (local $products i64)
    (local.set $sumA (i32.load offset=856 (local.get $a)))
    (local.set $sumB (i32.load offset=856 (local.get $b)))
    (local.set $end (i32.add (local.get $a) (i32.const 256)))
    (if (i32.lt_u (i32.or (local.get $sumA) (local.get $sumB)) (i32.const 32768))
      (then
        (local.set $rest (call $factors (local.get $sumA) (local.get $sumB)))
        (loop $next
          (local.set $cellsA (v128.load (local.get $a)))
          (local.set $cellsB (v128.load (local.get $b)))
          (local.set $both
            (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $cellsA) (local.get $cellsB)))
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.abs
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $both)) (local.get $rest)))))
          (local.set $sum2 (i32x4.add (local.get $sum2) (i32x4.abs
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $both)) (local.get $rest)))))
          (local.set $both
            (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $cellsA) (local.get $cellsB)))
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.abs
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $both)) (local.get $rest)))))
          (local.set $sum2 (i32x4.add (local.get $sum2) (i32x4.abs
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $both)) (local.get $rest)))))
          (local.set $a (i32.add (local.get $a) (i32.const 16)))
          (local.set $b (i32.add (local.get $b) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $a) (local.get $end)))))
      (else
        (local.set $half (call $factors
          (i32.shr_u (local.get $sumA) (i32.const 1))
          (i32.shr_u (local.get $sumB) (i32.const 1))))
        (local.set $rest (call $factors
          (i32.sub (local.get $sumA) (i32.shr_u (local.get $sumA) (i32.const 1)))
          (i32.sub (local.get $sumB) (i32.shr_u (local.get $sumB) (i32.const 1)))))
        (loop $next
          (local.set $cellsA (v128.load (local.get $a)))
          (local.set $cellsB (v128.load (local.get $b)))
          (local.set $both
            (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $cellsA) (local.get $cellsB)))
          (local.set $part (i16x8.extend_low_i8x16_u (local.get $both)))
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.abs (i32x4.add
            (i32x4.dot_i16x8_s (local.get $part) (local.get $half))
            (i32x4.dot_i16x8_s (local.get $part) (local.get $rest))))))
          (local.set $part (i16x8.extend_high_i8x16_u (local.get $both)))
          (local.set $sum2 (i32x4.add (local.get $sum2) (i32x4.abs (i32x4.add
            (i32x4.dot_i16x8_s (local.get $part) (local.get $half))
            (i32x4.dot_i16x8_s (local.get $part) (local.get $rest))))))
          (local.set $both
            (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $cellsA) (local.get $cellsB)))
          (local.set $part (i16x8.extend_low_i8x16_u (local.get $both)))
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.abs (i32x4.add
            (i32x4.dot_i16x8_s (local.get $part) (local.get $half))
            (i32x4.dot_i16x8_s (local.get $part) (local.get $rest))))))
          (local.set $part (i16x8.extend_high_i8x16_u (local.get $both)))
          (local.set $sum2 (i32x4.add (local.get $sum2) (i32x4.abs (i32x4.add
            (i32x4.dot_i16x8_s (local.get $part) (local.get $half))
            (i32x4.dot_i16x8_s (local.get $part) (local.get $rest))))))
          (local.set $a (i32.add (local.get $a) (i32.const 16)))
          (local.set $b (i32.add (local.get $b) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $a) (local.get $end))))))
    (local.set $products (i64.mul (i64.extend_i32_u (local.get $sumA)) (i64.extend_i32_u (local.get $sumB))))
    (f64.div
      (f64.convert_i64_u (i64.sub
        (local.get $products)
        (i64.shr_u (i64.add (call $total (local.get $sum)) (call $total (local.get $sum2))) (i64.const 1))))
      (f64.convert_i64_u (local.get $products)))) ;; 0 / 0 where a map has no evidence

  ;; (b, −a) four times.
  (func $factors (param $a i32) (param $b i32) (result v128)
    (i32x4.splat (i32.or
      (i32.and (local.get $b) (i32.const 0xffff))
      (i32.shl (i32.sub (i32.const 0) (local.get $a)) (i32.const 16)))))

  (func $total (param $sums v128) (result i64)
    (local.set $sums (i64x2.add
      (i64x2.extend_low_i32x4_u (local.get $sums))
      (i64x2.extend_high_i32x4_u (local.get $sums))))
    (i64.add (i64x2.extract_lane 0 (local.get $sums)) (i64x2.extract_lane 1 (local.get $sums)))))
