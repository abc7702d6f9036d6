"""Words of the doctor.

``doctor.<check>``: its purpose, and what is required. The others: what was measured, and what
mends it.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # what is checked
    "doctor.engine": ("Jobs run in Docker.", "Docker 20.10 or newer, answering."),
    "doctor.rootless": (
        "A program that breaks out of Docker has the rights of Docker.",
        "Best: Docker runs without root.",
    ),
    "doctor.namespaces": (
        "Root inside a job is nobody outside.",
        "User namespaces, for jobs that need a compatible sandbox.",
    ),
    "doctor.seccomp": (
        "A job reaches only the harmless part of the kernel.",
        "Docker filters system calls (seccomp).",
    ),
    "doctor.limits": (
        "No job takes more of the machine than it has rented.",
        "Control groups, version 2, with every limit.",
    ),
    "doctor.quota": (
        "No job fills the disk.",
        "A bound on what a container writes; without one the worker watches.",
    ),
    "doctor.live_restore": (
        "Jobs go on while Docker is updated.",
        "“live-restore” in Docker's settings.",
    ),
    "doctor.gvisor": (
        "A second kernel between a job and this one.",
        "Not needed; gVisor with “--network=host” in its runtime's entry, for more distance.",
    ),
    "doctor.guard": (
        "Jobs with network reach neither this machine nor its neighbours.",
        "nftables and iproute2, whose programs guard the network of each deal.",
    ),
    "doctor.disk_speed": ("Images unpack in seconds.", "50 MiB/s of durable writing."),
    "doctor.disk_space": ("There is room for images and results.", "10 GiB free."),
    "doctor.graphics": (
        "Graphics cards can be rented.",
        "NVIDIA's container runtime, where there are NVIDIA cards.",
    ),
    "doctor.clock": (
        "Quotes and vouchers are dated by the clock.",
        "The clock is set by the network.",
    ),
    "doctor.sleep": (
        "A rented machine stays awake.",
        "The machine does not suspend by itself.",
    ),
    "doctor.reach": (
        "Customers reach this machine.",
        "A public address, or a relay in the network's file.",
    ),
    "doctor.node": (
        "Deals and payments are read from the chain.",
        "A node of the network answers, and its chain moves.",
    ),
    "doctor.files": (
        "Only you can read your wallet and your records.",
        "The profile's folder is open to its owner alone.",
    ),
    # what was found
    "doctor.engine_answers": ("Docker {version} answers.", ""),
    "doctor.engine_old": ("Docker {version} is too old.", "Update Docker to 20.10 or newer."),
    "doctor.engine_rootless": ("Docker runs without root.", ""),
    "doctor.engine_root": (
        "Docker runs as root: whoever may use it is root on this machine.",
        "For more distance, set up rootless Docker (docs.docker.com/engine/security/rootless).",
    ),
    "doctor.namespaces_on": ("User namespaces are on.", ""),
    "doctor.namespaces_off": (
        "User namespaces are off: only strict jobs run here, which most jobs are.",
        "To sell compatible jobs too, add “userns-remap”: “default” to /etc/docker/daemon.json.",
    ),
    "doctor.seccomp_on": ("System calls are filtered.", ""),
    "doctor.seccomp_off": (
        "System calls are not filtered.",
        "Use a kernel and a Docker with seccomp; those of your distribution have it.",
    ),
    "doctor.limits_all": ("Every limit is there.", ""),
    "doctor.limits_old": (
        "Control groups are of version 1: input and output cannot be bounded.",
        "Start the kernel with systemd.unified_cgroup_hierarchy=1.",
    ),
    "doctor.limits_missing": (
        "The kernel cannot bound: {missing}.",
        "On Debian and Ubuntu, start the kernel with cgroup_enable=memory swapaccount=1.",
    ),
    "doctor.quota_on": ("The storage driver {driver} bounds what a container writes.", ""),
    "doctor.quota_watched": (
        "The storage driver {driver} has no bound of its own; the worker watches each job and "
        "stops one that writes too much.",
        "",
    ),
    "doctor.live_restore_on": ("Jobs live on when Docker restarts.", ""),
    "doctor.live_restore_off": (
        "A restart of Docker ends the running jobs.",
        "Add “live-restore”: true to /etc/docker/daemon.json and reload Docker.",
    ),
    "doctor.gvisor_none": ("Jobs run on this machine's own kernel: gVisor is not set up.", ""),
    "doctor.gvisor_ready": ("Strict jobs run in gVisor (“{runtime}”).", ""),
    "doctor.gvisor_own_network": (
        "No job uses gVisor: “{runtime}” has a network of its own, which passes by the rules "
        "that guard a deal.",
        "Add “runtimeArgs”: [“--network=host”] to its entry in /etc/docker/daemon.json.",
    ),
    "doctor.guard_ready": ("The network of a deal can be guarded.", ""),
    "doctor.guard_missing": (
        "Missing: {missing}. Only deals without network can be sold here.",
        "Install them (on Debian and Ubuntu: sudo apt install nftables iproute2).",
    ),
    "doctor.disk_fast": ("The disk writes {speed} MiB/s.", ""),
    "doctor.disk_slow": (
        "The disk writes {speed} MiB/s; {least} are wanted.",
        "Move Docker's data to a faster disk (“data-root” in /etc/docker/daemon.json).",
    ),
    "doctor.disk_unwritable": (
        "Nothing can be written to {folder}.",
        "Give your user the right to write there.",
    ),
    "doctor.disk_roomy": ("{free} GiB are free.", ""),
    "doctor.disk_full": (
        "{free} GiB are free; {least} are wanted.",
        "Free some space: “docker system prune” removes what no container uses.",
    ),
    "doctor.graphics_none": ("There is no NVIDIA card here.", ""),
    "doctor.graphics_no_runtime": (
        "{cards} NVIDIA cards are here, and containers cannot have them.",
        "Install nvidia-container-toolkit, then type “sudo nvidia-ctk runtime configure”.",
    ),
    "doctor.graphics_ready": ("Containers can have {cards} NVIDIA cards.", ""),
    "doctor.clock_kept": ("The clock is kept right.", ""),
    "doctor.clock_system": ("The system keeps the clock.", ""),
    "doctor.clock_free": (
        "Nothing on this system sets the clock.",
        "Turn it on: sudo timedatectl set-ntp true (a virtual machine may get it from its host).",
    ),
    "doctor.sleep_never": ("This machine cannot suspend.", ""),
    "doctor.sleep_off": ("Suspending is turned off.", ""),
    "doctor.sleep_unknown": (
        "Whether this machine suspends by itself is not known.",
        "Turn automatic sleep off in the system's power settings.",
    ),
    "doctor.sleep_possible": (
        "This machine may suspend; a sleeping machine earns nothing, and customers leave.",
        "Turn automatic suspend off in the power settings, or “sudo systemctl mask sleep.target”.",
    ),
    "doctor.reach_public": ("This machine has a public address ({count}).", ""),
    "doctor.reach_relayed": ("Relays of the network pass customers on ({count}).", ""),
    "doctor.reach_local": (
        "Only machines of the same local network can reach this one.",
        "Use a network file with relays, or a public address.",
    ),
    "doctor.node_answers": ("The node answered in {milliseconds} ms.", ""),
    "doctor.node_late": (
        "The node's newest block is {minutes} minutes old.",
        "Choose another node, if others show newer blocks.",
    ),
    "doctor.files_private": ("The profile's folder is private.", ""),
    "doctor.files_open": (
        "Others on this machine may open {folder}.",
        "Close it with “chmod 700 {folder}”.",
    ),
    "doctor.no_answer": (
        "The look at this machine gave no answer.",
        "Try again; the agent's log says more.",
    ),
}
