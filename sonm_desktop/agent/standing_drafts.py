"""What it comes to to write a profile, to vouch for somebody, or to rate a deal."""

from __future__ import annotations

from sonm_desktop.agent.drafts import Draft
from sonm_desktop.agent.session import Session
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import Attest, RateDeal, RevokeAttestation, WriteProfile
from sonm_desktop.chain.registries.calls import ProfileCalls, ReputationCalls
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.foreign_text import one_line, some_lines
from sonm_desktop.core.ids import DealId
from sonm_desktop.wallet.addresses import parse_address

StandingRequest = WriteProfile | Attest | RevokeAttestation | RateDeal

MOST_NAME_BYTES = 64
MOST_METADATA_BYTES = 2048

_PUBLIC = Worded.of("standing.effect_public")


class StandingDrafts:
    """On the network of *session*. Raises UserError with what is wrong."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def draft(self, request: StandingRequest) -> Draft:
        if isinstance(request, WriteProfile):
            return self._write(request)
        if isinstance(request, Attest):
            return await self._attest(request)
        if isinstance(request, RevokeAttestation):
            return self._revoke(request)
        return await self._rate(request)

    def _write(self, request: WriteProfile) -> Draft:
        account = parse_address(request.account)
        name, metadata = request.name.strip(), request.metadata.strip()
        call = ProfileCalls(self._session.network).write(name, metadata)
        size = len(metadata.encode())
        _require_short(name, MOST_NAME_BYTES)
        _require_short(metadata, MOST_METADATA_BYTES)
        if one_line(name) != name or some_lines(metadata) != metadata:
            raise UserError("standing.odd_text")
        code = "standing.effect_write" if name else "standing.effect_unname"
        effects = [Worded.of(code, {"name": name})]
        if size:
            effects.append(Worded.of("standing.effect_metadata", {"bytes": size}))
        return Draft(account, (call,), (*effects, _PUBLIC), Wei(0))

    async def _attest(self, request: Attest) -> Draft:
        account, subject = parse_address(request.account), parse_address(request.subject)
        expiry = await self._session.reader.pending_time() + request.lasting
        call = ProfileCalls(self._session.network).attest(subject, request.level, expiry)
        params = {"account": subject, "level": request.level, "lasting": request.lasting}
        effects = (Worded.of("standing.effect_attest", params), _PUBLIC)
        return Draft(account, (call,), effects, Wei(0))

    def _revoke(self, request: RevokeAttestation) -> Draft:
        account, subject = parse_address(request.account), parse_address(request.subject)
        validator = parse_address(request.validator) if request.validator else account
        call = ProfileCalls(self._session.network).revoke(subject, validator)
        params = {"validator": validator, "account": subject}
        return Draft(account, (call,), (Worded.of("standing.effect_revoke", params),), Wei(0))

    async def _rate(self, request: RateDeal) -> Draft:
        account, deal = parse_address(request.account), DealId(request.deal.lower())
        calls = ReputationCalls(self._session.network)
        call = calls.rate(deal, request.stars, request.reason.number)
        found = await self._session.indexer.deal(deal)
        if found is None:
            raise UserError("standing.no_deal")
        params = {
            "account": found.payee if account == found.consumer else found.consumer,
            "stars": request.stars,
            "deal": f"{deal[:10]}…",
            "reason": Worded.of(f"standing.reason_{request.reason}").text,
        }
        once = Worded.of("standing.effect_once")
        return Draft(account, (call,), (Worded.of("standing.effect_rate", params), once), Wei(0))


def _require_short(text: str, most: int) -> None:
    if len(text.encode()) > most:
        raise UserError("standing.text_too_long", most=most)
