;; Decodes the common events (format.md §2) in WebAssembly, three times as fast as event.ts and with the same result.
;; `npm run wasm` compiles this file to events-wasm.ts.
;;
;; The output is a tape of 32-bit words, which event-tape.ts reads: entries of a tag and its values. Floats are stored as their bits:
;;
;;    0                      the event ends
;;    1                      the event was not decoded: it has metadata, benchmarks or counterfactuals, or is not valid
;;    2  id                  the sample
;;    3  start  end          the image path, as offsets from the start of the block
;;    4  label               a ground truth label
;;    5  -                   an inference was recorded, possibly an empty one
;;    6  label  start  end   an explanation: its label and the explainer's name
;;   16 + n  value           a value of the list that is field n of the inference
;;
;; Functions that read a value in [at, end) return the offset of its end, or 0 if they do not support it.
(module
  (import "records" "memory" (memory 0))

  ;; The next free position on the tape.
  (global $tape (mut i32) (i32.const 0))
  ;; Subtracted from an offset in this memory to get the offset in the block.
  (global $base (mut i32) (i32.const 0))
  ;; The field last read: its tag, and the offset of its value or, for a varint, its low 32 bits.
  (global $tag (mut i32) (i32.const 0))
  (global $value (mut i32) (i32.const 0))
  (global $number (mut i32) (i32.const 0))

  (func $fact (param $kind i32) (param $value i32)
    (i32.store (global.get $tape) (local.get $kind))
    (i32.store offset=4 (global.get $tape) (local.get $value))
    (global.set $tape (i32.add (global.get $tape) (i32.const 8))))

  ;; Appends the range [start, end) to an entry.
  (func $span (param $start i32) (param $end i32)
    (i32.store (global.get $tape) (i32.sub (local.get $start) (global.get $base)))
    (i32.store offset=4 (global.get $tape) (i32.sub (local.get $end) (global.get $base)))
    (global.set $tape (i32.add (global.get $tape) (i32.const 8))))

  (func $varint (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (local $shift i32)
    (local $number i32)
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
      (local.set $byte (i32.load8_u (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.lt_u (local.get $shift) (i32.const 32))
        (then
          (local.set $number
            (i32.or (local.get $number) (i32.shl (i32.and (local.get $byte) (i32.const 127)) (local.get $shift))))))
      (if (i32.lt_u (local.get $byte) (i32.const 128))
        (then
          (global.set $number (local.get $number))
          (return (local.get $at))))
      (local.set $shift (i32.add (local.get $shift) (i32.const 7)))
      (br_if $next (i32.lt_u (local.get $shift) (i32.const 70))))
    (i32.const 0))

  ;; A field of any type except groups, which event.ts handles.
  (func $field (param $at i32) (param $end i32) (result i32)
    (local $tag i32)
    (local $type i32)
    ;; Nearly every tag is one byte long, and nearly every length.
    (local.set $tag (i32.load8_u (local.get $at)))
    (if (i32.lt_u (local.get $tag) (i32.const 128))
      (then (local.set $at (i32.add (local.get $at) (i32.const 1))))
      (else
        (local.set $at (call $varint (local.get $at) (local.get $end)))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
        (local.set $tag (global.get $number))))
    (if (i32.lt_u (local.get $tag) (i32.const 8)) (then (return (i32.const 0))))
    (global.set $tag (local.get $tag))
    (local.set $type (i32.and (local.get $tag) (i32.const 7)))
    (if (i32.eqz (local.get $type)) (then (return (call $varint (local.get $at) (local.get $end)))))
    (global.set $value (local.get $at))
    (block $fixed
      (if (i32.eq (local.get $type) (i32.const 1))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br $fixed)))
      (if (i32.eq (local.get $type) (i32.const 5))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br $fixed)))
      (if (i32.ne (local.get $type) (i32.const 2)) (then (return (i32.const 0))))
      (local.set $at (call $varint (local.get $at) (local.get $end)))
      (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
      (global.set $value (local.get $at))
      (if (i32.gt_u (global.get $number) (i32.sub (local.get $end) (local.get $at))) (then (return (i32.const 0))))
      (return (i32.add (local.get $at) (global.get $number))))
    (select (local.get $at) (i32.const 0) (i32.le_u (local.get $at) (local.get $end))))

  ;; A packed list of integers, one entry each.
  (func $integers (param $kind i32) (param $at i32) (param $end i32) (result i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $at (call $varint (local.get $at) (local.get $end)))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
        (call $fact (local.get $kind) (global.get $number))
        (br $next)))
    (local.get $at))

  ;; A packed list of floats, one entry each.
  (func $floats (param $kind i32) (param $at i32) (param $end i32) (result i32)
    (if (i32.and (i32.sub (local.get $end) (local.get $at)) (i32.const 3)) (then (return (i32.const 0))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (call $fact (local.get $kind) (i32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $at))

  ;; Fields 1 to 9 of an Inference, and 1000 to 1004 of its runners-up, are lists: 2 and 1000, the labels, of integers, the others of
  ;; floats.
  (func $inference (param $at i32) (param $end i32) (result i32)
    (local $next i32)
    (local $list i32)
    (local $type i32)
    (local $isLabels i32)
    (block $done
      (loop $field
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $at (call $field (local.get $at) (local.get $end)))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
        (local.set $list (i32.shr_u (global.get $tag) (i32.const 3)))
        (local.set $type (i32.and (global.get $tag) (i32.const 7)))
        (br_if $field
          (i32.and
            (i32.gt_u (local.get $list) (i32.const 9))
            (i32.gt_u (i32.sub (local.get $list) (i32.const 1000)) (i32.const 4))))
        (local.set $isLabels
          (i32.or (i32.eq (local.get $list) (i32.const 2)) (i32.eq (local.get $list) (i32.const 1000))))
        (local.set $list (i32.add (local.get $list) (i32.const 16)))
        (if (i32.eq (local.get $type) (i32.const 2))
          (then
            (if (local.get $isLabels)
              (then (local.set $next (call $integers (local.get $list) (global.get $value) (local.get $at))))
              (else (local.set $next (call $floats (local.get $list) (global.get $value) (local.get $at)))))
            (if (i32.eqz (local.get $next)) (then (return (i32.const 0)))))
          (else
            (if (local.get $isLabels)
              (then (if (i32.eqz (local.get $type)) (then (call $fact (local.get $list) (global.get $number)))))
              (else
                (if (i32.eq (local.get $type) (i32.const 5))
                  (then (call $fact (local.get $list) (i32.load (global.get $value)))))))))
        (br $field)))
    (local.get $at))

  ;; An Explanation: | 0x0a method | 0x10 label | … |
  (func $explanation (param $at i32) (param $end i32) (result i32)
    (local $label i32)
    (local $name i32)
    (local $nameEnd i32)
    (local.set $name (local.get $at))
    (local.set $nameEnd (local.get $at))
    (block $done
      (loop $field
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $at (call $field (local.get $at) (local.get $end)))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
        (if (i32.eq (global.get $tag) (i32.const 0x0a))
          (then
            (local.set $name (global.get $value))
            (local.set $nameEnd (local.get $at)))
          (else (if (i32.eq (global.get $tag) (i32.const 0x10)) (then (local.set $label (global.get $number))))))
        (br $field)))
    (call $fact (i32.const 6) (local.get $label))
    (call $span (local.get $name) (local.get $nameEnd))
    (local.get $at))

  ;; An Explain: | 0x08 sample id | 0x12 image path | 0x18 or 0x1a ground truth | 0x22 inference | 0x2a explanation | …
  (func $explain (param $at i32) (param $end i32) (result i32)
    (local $tag i32)
    (local $ok i32)
    (block $done
      (loop $field
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $at (call $field (local.get $at) (local.get $end)))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
        (local.set $tag (global.get $tag))
        (local.set $ok (local.get $at))
        (block $known
          (if (i32.eq (local.get $tag) (i32.const 0x2a))
            (then
              (local.set $ok (call $explanation (global.get $value) (local.get $at)))
              (br $known)))
          (if (i32.eq (local.get $tag) (i32.const 0x08))
            (then
              (call $fact (i32.const 2) (global.get $number))
              (br $known)))
          (if (i32.eq (local.get $tag) (i32.const 0x12))
            (then
              (i32.store (global.get $tape) (i32.const 3))
              (global.set $tape (i32.add (global.get $tape) (i32.const 4)))
              (call $span (global.get $value) (local.get $at))
              (br $known)))
          (if (i32.eq (local.get $tag) (i32.const 0x18))
            (then
              (call $fact (i32.const 4) (global.get $number))
              (br $known)))
          (if (i32.eq (local.get $tag) (i32.const 0x1a))
            (then
              (local.set $ok (call $integers (i32.const 4) (global.get $value) (local.get $at)))
              (br $known)))
          (if (i32.eq (local.get $tag) (i32.const 0x22))
            (then
              (call $fact (i32.const 5) (i32.const 0))
              (local.set $ok (call $inference (global.get $value) (local.get $at)))
              (br $known)))
          ;; event.ts handles benchmarks, metadata, counterfactuals and skipped samples.
          (if (i32.eq (local.get $tag) (i32.const 0x32)) (then (return (i32.const 0))))
          (if (i32.eq (local.get $tag) (i32.const 0x3a)) (then (return (i32.const 0))))
          (if (i32.eq (local.get $tag) (i32.const 0x4a)) (then (return (i32.const 0))))
          (if (i32.eq (local.get $tag) (i32.const 0x1f4a)) (then (return (i32.const 0)))))
        (if (i32.eqz (local.get $ok)) (then (return (i32.const 0))))
        (br $field)))
    (local.get $at))

  ;; An Event: | 0x09 wall time | 0x10 step | 0x32 explain |
  (func $event (param $at i32) (param $end i32) (result i32)
    (block $done
      (loop $field
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $at (call $field (local.get $at) (local.get $end)))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
        (if (i32.eq (global.get $tag) (i32.const 0x32))
          (then
            (if (i32.eqz (call $explain (global.get $value) (local.get $at))) (then (return (i32.const 0))))))
        (br $field)))
    (i32.const 1))

  ;; Decodes the events of the complete records in [at, end) onto the tape [tape, tapeEnd) and returns the end of the tape.
  ;; Once there is no room for an event, the remaining events are not decoded.
  (func (export "decode")
    (param $at i32) (param $end i32) (param $base i32) (param $tape i32) (param $tapeEnd i32) (result i32)
    (local $length i32)
    (local $event i32)
    (global.set $base (local.get $base))
    (global.set $tape (local.get $tape))
    (block $done
      (loop $record
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $event (global.get $tape))
        (br_if $done (i32.gt_u (i32.add (local.get $event) (i32.const 4)) (local.get $tapeEnd)))
        (local.set $length (i32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 12)))
        (block $decoded
          (block $undecoded
            ;; A byte of an event becomes at most two words, and one word marks the end of the event.
            (br_if $undecoded (i32.gt_u
              (i32.add (i32.add (local.get $event) (i32.shl (local.get $length) (i32.const 3))) (i32.const 4))
              (local.get $tapeEnd)))
            (br_if $undecoded (i32.eqz (call $event (local.get $at) (i32.add (local.get $at) (local.get $length)))))
            (i32.store (global.get $tape) (i32.const 0))
            (br $decoded))
          (i32.store (local.get $event) (i32.const 1))
          (global.set $tape (local.get $event)))
        (global.set $tape (i32.add (global.get $tape) (i32.const 4)))
        (local.set $at (i32.add (i32.add (local.get $at) (local.get $length)) (i32.const 4)))
        (br $record)))
    (global.get $tape))
)
