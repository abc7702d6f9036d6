"""Routes of the wallet and of the money in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from sonm_desktop.api.schema.kinds import AddressText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.schema.wallet import (
    Account,
    Allowance,
    Balances,
    CreateWallet,
    ImportKey,
    ImportKeystore,
    Keystore,
    NewAccount,
    NewPassword,
    NewWallet,
    OperatorStatus,
    Password,
    Phrase,
    PhraseWords,
    PracticeFunds,
    Recipient,
    Replacement,
    ReplaceTransaction,
    RestoreWallet,
    TransactionRecord,
    WalletStatus,
)
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

AccountPath = Annotated[AddressText, Path()]
RecipientPath = Annotated[AddressText, Path()]
Limit = Annotated[int, Query(ge=1, le=1000)]


def wallet_routes(services: Services, gate: Gate) -> APIRouter:
    """The keys."""
    router = APIRouter(prefix="/wallet", tags=["wallet"])
    wallet = services.wallet
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.get("", dependencies=read)
    async def status() -> WalletStatus:
        return await wallet.status()

    @router.post("", dependencies=admin, status_code=201)
    async def create(body: CreateWallet) -> NewWallet:
        return await wallet.create(body.password, body.words)

    @router.post("/restore", dependencies=admin, status_code=201)
    async def restore(body: RestoreWallet) -> WalletStatus:
        return await wallet.restore(body.phrase, body.password)

    @router.post("/unlock", dependencies=admin)
    async def unlock(body: Password) -> WalletStatus:
        return await wallet.unlock(body.password)

    @router.post("/lock", dependencies=read)
    async def lock() -> WalletStatus:
        return await wallet.lock()

    @router.post("/phrase", dependencies=admin)
    async def phrase(body: Password) -> Phrase:
        return await wallet.phrase(body.password)

    @router.get("/phrase/words", dependencies=read)
    async def phrase_words() -> PhraseWords:
        return await wallet.phrase_words()

    @router.post("/password", dependencies=admin)
    async def change_password(body: NewPassword) -> WalletStatus:
        return await wallet.change_password(body.old, body.new)

    @router.post("/accounts", dependencies=admin, status_code=201)
    async def new_account(body: NewAccount) -> Account:
        return await wallet.new_account(body.label)

    @router.put("/accounts/{account}/label", dependencies=admin)
    async def rename(account: AccountPath, body: NewAccount) -> Account:
        return await wallet.rename(account, body.label)

    @router.post("/accounts/{account}/export", dependencies=admin)
    async def export(account: AccountPath, body: Password) -> Keystore:
        return await wallet.export_keystore(account, body.password)

    @router.post("/import/key", dependencies=admin, status_code=201)
    async def import_key(body: ImportKey) -> Account:
        return await wallet.import_key(body)

    @router.post("/import/keystore", dependencies=admin, status_code=201)
    async def import_keystore(body: ImportKeystore) -> Account:
        return await wallet.import_keystore(body)

    return router


def money_routes(services: Services, gate: Gate) -> APIRouter:
    """What the accounts have; moving it is a plan."""
    router = APIRouter(prefix="/wallet/accounts/{account}", tags=["wallet"])
    money = services.money
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.get("/balances", dependencies=read)
    async def balances(account: AccountPath) -> Balances:
        return await money.balances(account)

    @router.post("/fund", dependencies=admin)
    async def fund(account: AccountPath, body: PracticeFunds) -> Balances:
        return await money.fund(account, coin=body.coin, snm=body.snm)

    @router.get("/operator", dependencies=read)
    async def operator(account: AccountPath) -> OperatorStatus:
        return await money.operator(account)

    @router.get("/transactions", dependencies=read)
    async def transactions(account: AccountPath, limit: Limit = 100) -> list[TransactionRecord]:
        return await money.transactions(account, limit)

    @router.post("/transactions/replace", dependencies=admin)
    async def replace(account: AccountPath, body: ReplaceTransaction) -> Replacement:
        return await money.replace(account, body)

    @router.get("/recipients/{to}", dependencies=read)
    async def recipient(account: AccountPath, to: RecipientPath) -> Recipient:
        return await money.recipient(account, to)

    @router.get("/allowances", dependencies=read)
    async def allowances(account: AccountPath) -> list[Allowance]:
        return await money.allowances(account)

    return router
