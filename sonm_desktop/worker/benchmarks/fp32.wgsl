// x := x * m + k on sixteen numbers per thread, two times per round: 64 operations.
struct Work { rounds: u32 }
@group(0) @binding(0) var<storage, read> work: Work;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) at: vec3<u32>) {
    let start = f32(at.x % 1024u);
    var a = vec4<f32>(start);
    var b = a + 1.0;
    var c = a + 2.0;
    var d = a + 3.0;
    let m = vec4<f32>(0.99999);
    let k = vec4<f32>(0.00001);
    for (var i = 0u; i < work.rounds; i = i + 1u) {
        a = fma(a, m, k);
        b = fma(b, m, k);
        c = fma(c, m, k);
        d = fma(d, m, k);
        a = fma(a, m, k);
        b = fma(b, m, k);
        c = fma(c, m, k);
        d = fma(d, m, k);
    }
    sums[at.x] = a + b + c + d;
}
