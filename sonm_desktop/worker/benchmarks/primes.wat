;; The work of one event of sysbench's cpu test: trial division of every number from 3 up to
;; the bound by all numbers up to its square root. Sixty-four bit integers and a floating point
;; root, as sysbench does it, so that the figures compare. Returns how many were prime.
(module
  (func $is_prime (param $candidate i64) (result i64)
    (local $divisor i64)
    (local $root f64)
    (local.set $root (f64.sqrt (f64.convert_i64_u (local.get $candidate))))
    (local.set $divisor (i64.const 2))
    (loop $next
      (if (f64.gt (f64.convert_i64_u (local.get $divisor)) (local.get $root))
        (then (return (i64.const 1))))
      (if (i64.eqz (i64.rem_u (local.get $candidate) (local.get $divisor)))
        (then (return (i64.const 0))))
      (local.set $divisor (i64.add (local.get $divisor) (i64.const 1)))
      (br $next))
    (unreachable))

  (func (export "count_primes") (param $bound i64) (result i64)
    (local $candidate i64)
    (local $found i64)
    (local.set $candidate (i64.const 3))
    (block $done
      (loop $next
        (br_if $done (i64.ge_u (local.get $candidate) (local.get $bound)))
        (local.set $found
          (i64.add (local.get $found) (call $is_prime (local.get $candidate))))
        (local.set $candidate (i64.add (local.get $candidate) (i64.const 1)))
        (br $next)))
    (local.get $found)))
