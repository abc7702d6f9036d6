// One memory into another, marked with the number of the round, so that no old copy passes.
struct Work { rounds: u32 }
@group(0) @binding(0) var<storage, read> work: Work;
@group(0) @binding(1) var<storage, read> from_here: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> to_there: array<vec4<u32>>;

@compute @workgroup_size(256)
fn main(
    @builtin(global_invocation_id) at: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let stride = groups.x * 256u;
    let size = arrayLength(&to_there);
    for (var i = at.x; i < size; i = i + stride) {
        to_there[i] = from_here[i] ^ vec4<u32>(work.rounds);
    }
}
