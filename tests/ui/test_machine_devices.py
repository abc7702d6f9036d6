"""The devices of this PC: each with its results, their age, and why they count or not."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox

from sonm_desktop.core.benchmark_names import CHANGES
from sonm_desktop.ui.machine.device_cards import device_cards
from tests.fakes.agent import FakeAgent
from tests.fakes.sample_state import WORKER, sample_state, worded
from tests.ui.stage import opened, staged

pytestmark = pytest.mark.usefixtures("qapp")

CARD = {
    "id": "GPU-1",
    "name": "NVIDIA GeForce RTX 4090",
    "vendor": "nvidia",
    "kind": "discrete",
    "memory_bytes": 24 << 30,
    "driver": "570.86.10",
    "power_limit_mw": 450_000,
}
NOW = 1_800_000_000


def figure(number: int, value: int, device: str = "", **more: Any) -> dict[str, Any]:
    return {"number": number, "device": device, "value": value, "at": NOW - 3600, **more}


def status_with(**changes: Any) -> dict[str, Any]:
    return sample_state().worker_status[WORKER].model_dump(mode="json") | changes


def hardware(*gpus: Any) -> dict[str, Any]:
    return {**sample_state().worker_status[WORKER].hardware, "gpus": list(gpus)}


def test_a_card_tells_the_results_of_its_device_with_age_and_reason() -> None:
    status = (
        sample_state()
        .worker_status[WORKER]
        .model_validate(
            status_with(
                hardware=hardware(CARD),
                figures=[
                    figure(16, 61_234, "GPU-1", why=["driver", "power_limit"]),
                    figure(17, 912 * 10**9, "GPU-1", stale=["firmware"]),
                    figure(
                        18, 0, "GPU-1", failed=worded("worker.benchmark_stalled", "It stalled.")
                    ),
                    figure(21, 17_376),
                    {**figure(20, 0), "at": 0},
                ],
            )
        )
    )
    cards = {card.kind: card for card in device_cards(status, NOW)}
    fp32, bandwidth, hashes = cards["GPU"].lines
    assert cards["GPU"].name == "NVIDIA GeForce RTX 4090"
    assert ("Power limit", "450 W") in cards["GPU"].facts
    assert (fp32.value, fp32.note) == (
        "61,234 GFLOPS",
        "1 h ago, because of another driver, another power limit",
    )
    assert (bandwidth.value, bandwidth.tone) == ("912 GB/s", "warn")
    assert bandwidth.note == "1 h ago, counts no more: other firmware"
    assert (hashes.note, hashes.tone) == ("It stalled.", "warn")
    latency, reads = cards["Storage"].lines
    assert latency.value == "0.0576 ms"
    assert (reads.value, reads.note) == ("not measured", "")


@pytest.mark.parametrize(("part", "said"), CHANGES.items())
def test_every_change_that_ends_a_result_is_named(part: str, said: str) -> None:
    told = status_with(
        hardware=hardware(CARD),
        figures=[figure(16, 5, "GPU-1", stale=[part]), figure(17, 5, "GPU-1", why=[part])],
    )
    status = sample_state().worker_status[WORKER].model_validate(told)
    (card,) = (card for card in device_cards(status, NOW) if card.kind == "GPU")
    assert card.lines[0].note == f"1 h ago, counts no more: {said}"
    assert card.lines[1].note == f"1 h ago, because of {said}"


def test_hardware_that_makes_no_sense_is_left_out() -> None:
    status = (
        sample_state()
        .worker_status[WORKER]
        .model_validate(
            status_with(
                hardware={
                    "processor": "none",
                    "gpus": [{"name": 7}, "x", {"id": "a"}],
                    "volume": 3,
                },
                figures=[],
            )
        )
    )
    cards = device_cards(status, NOW)
    assert [card.kind for card in cards] == ["CPU", "RAM", "GPU", "Storage", "Network"]
    assert cards[0].name == "—"


@staged()
async def test_the_devices_are_a_tab_and_are_measured_as_thoroughly_as_chosen() -> None:
    agent = FakeAgent()
    seen = {
        "address": "192.0.43.10",
        "basis": worded("worker.address_agreed", "Several peers agree."),
        "agreed": 2,
        "answered": 2,
        "asked": 3,
        "at": NOW,
    }
    status = status_with(hardware=hardware(CARD), public_address=seen)
    agent.put(worker_status={WORKER: status})
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Devices")
        await stage.until(lambda: stage.reads("NVIDIA GeForce RTX 4090"), "the card")
        assert stage.reads("23.5 GB/s")
        assert stage.reads("counts no more: a newer test")
        stage.seen(QComboBox, "How thoroughly").setCurrentIndex(2)
        await stage.press("Measure again")
        await stage.until(lambda: agent.told("benchmark"), "the request")
        assert agent.told("benchmark") == [(True, "precise", ())]
        await stage.press("Measure the network")
        await stage.until(lambda: agent.told("measure_line"), "the request")
        assert stage.reads("192.0.43.10 (2 of 3 peers say so)")
        await stage.press("Find the public address")
        await stage.until(lambda: agent.told("ask_address"), "the question")


@staged()
async def test_a_gpu_tells_how_warm_it_is_and_is_kept_from_sale_by_a_button() -> None:
    agent = FakeAgent()
    card = hardware(CARD)
    now = [{"id": "GPU-1", "temperature_c": 61, "power_w": 212}]
    guest = {"rules": {"devices_off": ["GPU-2"]}}
    agent.put(worker_status={WORKER: status_with(hardware=card, gpu_now=now, guest=guest)})
    async with opened(agent) as stage:
        await stage.go("machine")
        await stage.press("Devices")
        await stage.until(lambda: stage.reads("61 °C, 212 W"), "the readings")
        await stage.press("Keep from sale")
        await stage.until(lambda: agent.told("set_guest"), "the rule")
        (told,) = agent.told("set_guest")
        assert told.devices_off == ("GPU-2", "GPU-1")
        kept = {"rules": {"devices_off": ["GPU-2", "GPU-1"]}}
        agent.put(worker_status={WORKER: status_with(hardware=card, guest=kept)})
        await stage.until(lambda: stage.reads("no: you keep it for yourself"), "the card")
        await stage.press("Sell it again")
        await stage.until(lambda: len(agent.told("set_guest")) == 2, "the rule")
        assert agent.told("set_guest")[1].devices_off == ("GPU-2",)
