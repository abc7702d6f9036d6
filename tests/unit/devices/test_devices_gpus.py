"""GPUs as drivers, sysfs and the registry list them, from fixtures of real machines."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any

import pytest

from sonm_desktop.worker.devices.drm import drm_gpus
from sonm_desktop.worker.devices.gpu import Gpu, GpuKind, GpuVendor, merged
from sonm_desktop.worker.devices.gpu_sensors import (
    GpuHeat,
    GpuReading,
    drm_readings,
    gpu_readings,
    nvidia_readings,
)
from sonm_desktop.worker.devices.nvidia import nvidia_gpus
from sonm_desktop.worker.devices.windows_gpus import CLASS, windows_gpus
from sonm_desktop.worker.guest.host.portable import Temperature
from sonm_desktop.worker.guest.senses import SenseLost

AMD_PLACE, INTEL_PLACE = "0000:03:00.0", "0000:00:02.0"


class NVMLError(Exception):
    """As pynvml raises it."""


def nvml(*, count: int = 2, starts: bool = True, lost: int = -1, poor: bool = False) -> Any:
    """A driver with *count* cards; card *lost* has fallen off, a *poor* one tells little."""

    def init() -> None:
        if not starts:
            raise NVMLError

    def handle(index: int) -> int:
        if index == lost:
            raise NVMLError
        return index

    def told(value: Any) -> Any:
        def ask(at: int) -> Any:
            if poor:
                raise NVMLError
            return value(at)

        return ask

    return types.SimpleNamespace(
        NVMLError=NVMLError,
        nvmlInit=init,
        nvmlShutdown=lambda: None,
        nvmlDeviceGetCount=lambda: count,
        nvmlDeviceGetHandleByIndex=handle,
        nvmlSystemGetDriverVersion=lambda: "570.86.10",
        nvmlDeviceGetUUID=lambda at: f"GPU-{at:08x}-aaaa".encode(),
        nvmlDeviceGetName=lambda _at: "NVIDIA GeForce RTX 4090",
        nvmlDeviceGetMemoryInfo=told(lambda _at: types.SimpleNamespace(total=24 << 30)),
        nvmlDeviceGetPciInfo=told(
            lambda at: types.SimpleNamespace(
                busId=f"00000000:0{at + 1}:00.0", pciDeviceId=0x268410DE
            )
        ),
        nvmlDeviceGetVbiosVersion=told(lambda _at: "95.02.3c.00.01"),
        nvmlDeviceGetEnforcedPowerLimit=told(lambda _at: 450_000),
        nvmlDeviceGetTemperature=lambda at, sensor: told(lambda at: 61 + at + sensor)(at),
        nvmlDeviceGetPowerUsage=told(lambda _at: 212_499),
    )


def card(system: Path, place: str, **files: str) -> Path:
    folder = system / "bus" / "pci" / "devices" / place
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text + "\n")
    return folder


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A tree like /sys with a Radeon, an Intel and what is no GPU."""
    driver = tmp_path / "bus" / "pci" / "drivers" / "amdgpu"
    driver.mkdir(parents=True)
    radeon = card(
        tmp_path,
        AMD_PLACE,
        **{"class": "0x030000", "vendor": "0x1002", "device": "0x744c"},
        mem_info_vram_total=str(24 << 30),
        vbios_version="113-D70401",
        unique_id="1b2c3d4e5f607182",
    )
    (radeon / "driver").symlink_to(driver)
    sensor = radeon / "hwmon" / "hwmon3"
    sensor.mkdir(parents=True)
    (sensor / "power1_cap").write_text("355000000\n")
    card(tmp_path, INTEL_PLACE, **{"class": "0x030000", "vendor": "0x8086", "device": "0xa780"})
    card(tmp_path, "0000:02:00.0", **{"class": "0x020000", "vendor": "0x8086", "device": "0x15f3"})
    card(tmp_path, "0000:05:00.0", **{"class": "0x030000", "vendor": "0x1a03", "device": "0x2000"})
    card(tmp_path, "0000:06:00.0", **{"class": "0x0300", "vendor": "garbage", "device": ""})
    return tmp_path


def test_sysfs_tells_amd_and_intel_with_memory_driver_firmware_and_power(system: Path) -> None:
    names = system / "pci.ids"
    names.write_text("1002  AMD\n\t744c  Navi 31 [RX 7900 XTX]\n8086  Intel\n\ta780  UHD 770\n")
    intel, radeon = drm_gpus(system, (system / "none", names), kernel="6.8.0")
    assert (radeon.name, radeon.vendor, radeon.kind) == (
        "Navi 31 [RX 7900 XTX]",
        GpuVendor.AMD,
        GpuKind.DISCRETE,
    )
    assert radeon.id == "amd:1b2c3d4e5f607182"
    assert (radeon.memory_bytes, radeon.power_limit_mw) == (24 << 30, 355_000)
    assert (radeon.driver, radeon.firmware) == ("amdgpu 6.8.0", "113-D70401")
    assert intel.id == f"pci:{INTEL_PLACE}:8086:a780"
    assert (intel.name, intel.kind, intel.driver) == ("UHD 770", GpuKind.INTEGRATED, "")


def test_an_arc_tells_its_own_memory(tmp_path: Path) -> None:
    arc = card(tmp_path, AMD_PLACE, **{"class": "0x030000", "vendor": "0x8086", "device": "0x56a0"})
    (arc / "drm" / "card0").mkdir(parents=True)
    (arc / "drm" / "card0" / "lmem_total_bytes").write_text(str(16 << 30))
    (gpu,) = drm_gpus(tmp_path, ())
    assert (gpu.memory_bytes, gpu.kind, gpu.name) == (16 << 30, GpuKind.DISCRETE, "Intel GPU")


def test_a_system_without_pci_has_no_gpus(tmp_path: Path) -> None:
    assert drm_gpus(tmp_path / "nothing") == []


def test_a_new_driver_or_firmware_leaves_the_id_alone(system: Path) -> None:
    before = [gpu.id for gpu in drm_gpus(system, ())]
    (system / "bus" / "pci" / "devices" / AMD_PLACE / "vbios_version").write_text("113-NEW")
    after = drm_gpus(system, (), kernel="6.9.9")
    assert [gpu.id for gpu in after] == before
    assert after[1].firmware == "113-NEW"


def test_nvml_tells_each_card_with_its_uuid() -> None:
    first, second = nvidia_gpus(nvml())
    assert (first.id, second.id) == ("GPU-00000000-aaaa", "GPU-00000001-aaaa")
    assert first == Gpu(
        id="GPU-00000000-aaaa",
        name="NVIDIA GeForce RTX 4090",
        vendor=GpuVendor.NVIDIA,
        kind=GpuKind.DISCRETE,
        memory_bytes=24 << 30,
        pci="0000:01:00.0",
        vendor_id=0x10DE,
        device_id=0x2684,
        driver="570.86.10",
        firmware="95.02.3c.00.01",
        power_limit_mw=450_000,
    )


def test_nvml_tells_how_warm_each_card_is_and_what_it_draws() -> None:
    assert nvidia_readings(nvml()) == [
        GpuReading("GPU-00000000-aaaa", 61, 212),
        GpuReading("GPU-00000001-aaaa", 62, 212),
    ]
    assert nvidia_readings(nvml(count=1, poor=True)) == [
        GpuReading("GPU-00000000-aaaa", None, None)
    ]
    assert [one.id for one in nvidia_readings(nvml(lost=0))] == ["GPU-00000001-aaaa"]
    assert nvidia_readings(nvml(starts=False)) == []


def test_the_kernels_sensors_tell_the_same_of_amd(system: Path) -> None:
    sensor = system / "bus" / "pci" / "devices" / AMD_PLACE / "hwmon" / "hwmon3"
    (sensor / "temp1_input").write_text("57600\n")
    (sensor / "power1_average").write_text("31000000\n")
    assert gpu_readings(nvml(starts=False), system) == (GpuReading("amd:1b2c3d4e5f607182", 58, 31),)
    (sensor / "temp1_input").write_text("-40000\n")
    (sensor / "power1_average").write_text("nonsense")
    assert drm_readings(system) == [GpuReading("amd:1b2c3d4e5f607182", None, None)]


def test_the_owners_limit_of_temperature_counts_for_gpus_too() -> None:
    clock, read = [0.0], []

    def sensors() -> list[GpuReading]:
        read.append(clock[0])
        return [GpuReading("GPU-1", 88, 300), GpuReading("GPU-2", None, None)]

    heat = Temperature(dict, GpuHeat(sensors, lambda: clock[0]).temperatures)
    assert heat.read() == 88.0
    clock[0] = 9.0
    assert heat.read() == 88.0
    assert len(read) == 1, "a driver is not asked every other second"
    clock[0] = 21.0
    assert heat.read() == 88.0
    assert len(read) == 2
    with pytest.raises(SenseLost):
        Temperature(dict, GpuHeat(list, lambda: 0.0).temperatures).read()


def test_a_driver_that_does_not_start_lists_nothing() -> None:
    assert nvidia_gpus(nvml(starts=False)) == []


def test_a_lost_card_does_not_hide_the_others() -> None:
    (left,) = nvidia_gpus(nvml(lost=0))
    assert left.id == "GPU-00000001-aaaa"


def test_what_a_card_does_not_tell_is_zero_or_empty() -> None:
    (gpu,) = nvidia_gpus(nvml(count=1, poor=True))
    assert (gpu.memory_bytes, gpu.pci, gpu.firmware, gpu.power_limit_mw) == (0, "", "", 0)


def test_the_registry_tells_memory_of_64_bits_in_either_form() -> None:
    entries: dict[str, dict[str, Any]] = {
        "0000": {
            "MatchingDeviceId": r"pci\ven_1002&dev_744c",
            "DriverDesc": "AMD Radeon RX 7900 XTX",
            "DriverVersion": "31.0.24",
            "HardwareInformation.qwMemorySize": 24 << 30,
        },
        "0001": {
            "MatchingDeviceId": r"PCI\VEN_8086&DEV_A780",
            "HardwareInformation.MemorySize": (1 << 30).to_bytes(8, "little"),
        },
        "0002": {"MatchingDeviceId": r"root\basicdisplay"},
        "Properties": {},
    }
    radeon, intel = windows_gpus(
        values=lambda key: entries[key.removeprefix(CLASS + "\\")], keys=lambda _key: list(entries)
    )
    assert (radeon.id, radeon.memory_bytes) == ("win:0000:1002:744c", 24 << 30)
    assert radeon.kind is GpuKind.DISCRETE
    assert (intel.name, intel.memory_bytes, intel.kind) == (
        "intel GPU",
        1 << 30,
        GpuKind.INTEGRATED,
    )


def test_one_card_seen_by_two_providers_is_listed_once_by_the_first() -> None:
    (gpu,) = nvidia_gpus(nvml(count=1))
    seen = Gpu("pci:x", "NVIDIA GPU", GpuVendor.NVIDIA, pci=gpu.pci, vendor_id=0x10DE)
    adapter = Gpu(
        "gpu:10de:2684:0", "RTX", GpuVendor.NVIDIA, vendor_id=0x10DE, device_id=gpu.device_id
    )
    assert merged([gpu, seen], [adapter]) == (gpu,)


def test_software_is_listed_only_where_there_is_no_hardware() -> None:
    software = Gpu("gpu:10005:0000:0", "llvmpipe", GpuVendor.OTHER, kind=GpuKind.SOFTWARE)
    hardware = Gpu("pci:a", "Arc", GpuVendor.INTEL, kind=GpuKind.DISCRETE, vendor_id=0x8086)
    assert merged([], [software]) == (software,)
    assert merged([hardware], [software]) == (hardware,)
    assert not software.sold
