// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Market} from "../src/Market.sol";
import {Quote, Settle, Voucher} from "../src/Messages.sol";
import {IPriceFeed} from "../src/PriceFeed.sol";
import {WrongSignature} from "../src/Signatures.sol";
import {Bed} from "./Bed.sol";
import {Burning, ContractWallet, Mumbling, Reverting} from "./hostile/Wallets.sol";

/// Which signatures count, shown on the worker's one under a quote.
contract SignaturesTest is Bed {
    uint256 internal constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function test_another_market_and_another_chain_have_other_digests() public {
        bytes memory signature = _sign(WORKER, hashes.quote(_quote(1)));
        Market here = market;
        market = _market(token, IPriceFeed(address(0)));
        _bind(WORKER, MASTER, 0, type(uint40).max);
        _refused(signature);
        market = here;
        vm.chainId(999);
        _refused(signature);
    }

    function test_the_malleable_twin_of_a_signature_is_refused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(WORKER, _digest(hashes.quote(_quote(1))));
        _refused(abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27)));
        vm.prank(consumer);
        market.take(_quote(1), abi.encodePacked(r, s, v), 1 ether, LEASE, ANY_RATE);
    }

    function test_odd_signatures_are_refused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(WORKER, _digest(hashes.quote(_quote(1))));
        _refused("");
        _refused(abi.encodePacked(r, s));
        _refused(abi.encodePacked(r, s, v - 27));
        _refused(abi.encodePacked(r, s, v, v));
        _refused(abi.encodePacked(r, bytes32(uint256(s) | uint256(v - 27) << 255)));
        _refused(new bytes(65));
    }

    function test_every_field_of_a_quote_is_signed() public {
        bytes memory signature = _sign(WORKER, hashes.quote(_quote(1)));
        for (uint256 field = 0; field < 10; field++) {
            Quote memory quote = _quote(1);
            if (field == 0) quote.ask = bytes32(uint256(1));
            if (field == 1) quote.nonce++;
            if (field == 2) quote.rate--;
            if (field == 3) quote.duration = 3600;
            if (field == 4) quote.notice = 1;
            if (field == 5) quote.minimum = 1;
            if (field == 6) quote.window++;
            if (field == 7) quote.ingress = 1;
            if (field == 8) (quote.egress, quote.item) = (1, 1);
            if (field == 9) quote.expiry++;
            vm.prank(consumer);
            vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, worker));
            market.take(quote, signature, 1 ether, LEASE, ANY_RATE);
        }
    }

    function test_a_plain_account_with_code_keeps_its_key() public {
        vm.etch(worker, hex"fe");
        vm.etch(consumer, hex"fe");
        bytes32 deal = _deal();
        _claimVoucher(deal, 1 ether, START, START);
        assertEq(_paid(deal), 1 ether);
    }

    function test_an_account_of_code_consents_but_cannot_sign_vouchers() public {
        ContractWallet wallet = new ContractWallet(stranger);
        token.transfer(address(wallet), 10 ether);
        wallet.run(address(token), abi.encodeCall(token.approve, (address(market), 10 ether)));
        wallet.run(address(market), abi.encodeCall(market.deposit, (10 ether)));
        Quote memory quote = _quote(1);
        quote.consumer = address(wallet);
        bytes memory signature = _sign(WORKER, hashes.quote(quote));
        wallet.run(
            address(market), abi.encodeCall(market.take, (quote, signature, 10 ether, LEASE, ANY_RATE))
        );
        bytes32 deal = market.dealId(worker, 1);
        Voucher memory voucher = Voucher(deal, 1 ether, uint40(START), uint40(START));
        bytes memory word = _sign(STRANGER, hashes.voucher(voucher));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, address(wallet)));
        market.claimVoucher(voucher, word);
        Settle memory settlement = Settle(deal, 1 ether);
        word = _sign(STRANGER, hashes.settle(settlement));
        bytes memory payees = _sign(MASTER, hashes.settle(settlement));
        wallet.setDeaf(true);
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, address(wallet)));
        market.settle(settlement, word, payees);
        wallet.setDeaf(false);
        market.settle(settlement, word, payees);
        assertEq(_paid(deal), 1 ether);
    }

    function test_code_that_answers_badly_signs_nothing() public {
        address[3] memory wallets =
            [address(new Reverting()), address(new Burning()), address(new Mumbling())];
        for (uint256 i = 0; i < wallets.length; i++) {
            vm.etch(worker, wallets[i].code);
            bytes memory signature = _sign(STRANGER, hashes.quote(_quote(1)));
            vm.prank(consumer);
            (bool passed,) = address(market).call{gas: 1_000_000}(
                abi.encodeCall(market.take, (_quote(1), signature, 1 ether, LEASE, ANY_RATE))
            );
            assertTrue(!passed, "taken by a non-answer");
        }
    }

    function _refused(bytes memory signature) internal {
        vm.prank(consumer);
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, worker));
        market.take(_quote(1), signature, 1 ether, LEASE, ANY_RATE);
    }
}
