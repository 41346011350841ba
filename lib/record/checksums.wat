;; Record checksums in WebAssembly: twice as fast as in JavaScript, which checks the bounds of each of the sixteen table lookups.
;; `npm run wasm` compiles this file to checksums-wasm.ts.
;;
;;   memory   | 16 tables of 256 × 4 bytes | bytes to be verified … | other modules
;;            0                            16384                    17 × 65536
;;
;; Table k holds the CRC of each byte followed by k zero bytes; crc32c.ts computes them and writes them here.
(module
  (memory (export "memory") 29)

  ;; Continues a CRC-32C over the bytes [at, end), sixteen bytes per step: "slicing-by-16" by Kounavis and Berry. `$crc` starts
  ;; with all bits set; the result is the checksum with all bits inverted.
  (func $update (export "update") (param $crc i32) (param $at i32) (param $end i32) (result i32)
    (local $a i64)
    (local $b i64)
    (block $done
      (loop $step
        (br_if $done (i32.gt_u (i32.add (local.get $at) (i32.const 16)) (local.get $end)))
        (local.set $a (i64.xor (i64.load (local.get $at)) (i64.extend_i32_u (local.get $crc))))
        (local.set $b (i64.load offset=8 (local.get $at)))
        (local.set $crc
          (i32.xor
            (i32.xor
              (i32.xor
                (i32.xor
                  (i32.load offset=15360 (i32.and (i32.wrap_i64 (i64.shl (local.get $a) (i64.const 2))) (i32.const 1020)))
                  (i32.load offset=14336 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 6))) (i32.const 1020))))
                (i32.xor
                  (i32.load offset=13312 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 14))) (i32.const 1020)))
                  (i32.load offset=12288 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 22))) (i32.const 1020)))))
              (i32.xor
                (i32.xor
                  (i32.load offset=11264 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 30))) (i32.const 1020)))
                  (i32.load offset=10240 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 38))) (i32.const 1020))))
                (i32.xor
                  (i32.load offset=9216 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 46))) (i32.const 1020)))
                  (i32.load offset=8192 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 54))) (i32.const 1020))))))
            (i32.xor
              (i32.xor
                (i32.xor
                  (i32.load offset=7168 (i32.and (i32.wrap_i64 (i64.shl (local.get $b) (i64.const 2))) (i32.const 1020)))
                  (i32.load offset=6144 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $b) (i64.const 6))) (i32.const 1020))))
                (i32.xor
                  (i32.load offset=5120 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $b) (i64.const 14))) (i32.const 1020)))
                  (i32.load offset=4096 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $b) (i64.const 22))) (i32.const 1020)))))
              (i32.xor
                (i32.xor
                  (i32.load offset=3072 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $b) (i64.const 30))) (i32.const 1020)))
                  (i32.load offset=2048 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $b) (i64.const 38))) (i32.const 1020))))
                (i32.xor
                  (i32.load offset=1024 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $b) (i64.const 46))) (i32.const 1020)))
                  (i32.load (i32.and (i32.wrap_i64 (i64.shr_u (local.get $b) (i64.const 54))) (i32.const 1020))))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $step)))
    (if (i32.le_u (i32.add (local.get $at) (i32.const 8)) (local.get $end))
      (then
        (local.set $a (i64.xor (i64.load (local.get $at)) (i64.extend_i32_u (local.get $crc))))
        (local.set $crc
          (i32.xor
            (i32.xor
              (i32.xor
                (i32.load offset=7168 (i32.and (i32.wrap_i64 (i64.shl (local.get $a) (i64.const 2))) (i32.const 1020)))
                (i32.load offset=6144 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 6))) (i32.const 1020))))
              (i32.xor
                (i32.load offset=5120 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 14))) (i32.const 1020)))
                (i32.load offset=4096 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 22))) (i32.const 1020)))))
            (i32.xor
              (i32.xor
                (i32.load offset=3072 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 30))) (i32.const 1020)))
                (i32.load offset=2048 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 38))) (i32.const 1020))))
              (i32.xor
                (i32.load offset=1024 (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 46))) (i32.const 1020)))
                (i32.load (i32.and (i32.wrap_i64 (i64.shr_u (local.get $a) (i64.const 54))) (i32.const 1020)))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))))
    (block $done
      (loop $step
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $crc
          (i32.xor
            (i32.load (i32.shl
              (i32.and (i32.xor (local.get $crc) (i32.load8_u (local.get $at))) (i32.const 255))
              (i32.const 2)))
            (i32.shr_u (local.get $crc) (i32.const 8))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $step)))
    (local.get $crc))

  ;; Whether the four bytes after [start, end) are its checksum as stored in records: rotated by 15 bits, plus a constant.
  (func $holds (param $start i32) (param $end i32) (result i32)
    (i32.eq
      (i32.load (local.get $end))
      (i32.add
        (i32.rotr
          (i32.xor (call $update (i32.const -1) (local.get $start) (local.get $end)) (i32.const -1))
          (i32.const 15))
        (i32.const 0xa282ead8))))

  ;; Iterates over the records in [at, end) and returns the offset after the last one that is complete and has two correct
  ;; checksums. It stops at a length of 0 and at one that reaches beyond `$end`; the caller handles those.
  ;;
  ;;   | length, 8 bytes | its checksum, 4 | payload | its checksum, 4 |
  ;;   $at                                 $at + 12  $next - 4         $next
  (func (export "verify") (param $at i32) (param $end i32) (result i32)
    (local $length i64)
    (local $next i32)
    (block $done
      (loop $record
        (br_if $done (i32.gt_u (i32.add (local.get $at) (i32.const 16)) (local.get $end)))
        (local.set $length (i64.load (local.get $at)))
        (br_if $done (i64.eqz (local.get $length)))
        (br_if $done (i64.gt_u
          (local.get $length)
          (i64.extend_i32_u (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 16)))))
        (br_if $done (i32.eqz (call $holds (local.get $at) (i32.add (local.get $at) (i32.const 8)))))
        (local.set $next (i32.add (i32.add (local.get $at) (i32.wrap_i64 (local.get $length))) (i32.const 16)))
        (br_if $done (i32.eqz
          (call $holds (i32.add (local.get $at) (i32.const 12)) (i32.sub (local.get $next) (i32.const 4)))))
        (local.set $at (local.get $next))
        (br $record)))
    (local.get $at))
)
