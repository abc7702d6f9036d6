// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Coupon, Place} from "../src/CampaignMessages.sol";
import {Campaigns, NotSigned} from "../src/Campaigns.sol";
import {Amend, Bind, Operator, Quote, Settle, Tip, Voucher} from "../src/Messages.sol";
import {WrongSignature} from "../src/Signatures.sol";
import {CampaignBed} from "./CampaignBed.sol";
import {Agreeing, ContractWallet, Reverting} from "./hostile/Wallets.sol";

/// Accounts with code, wherever the market or a campaign reads a signature. Plain accounts that
/// carry code (EIP-7702) keep the voice of their key; accounts that are code (ERC-1271) consent to
/// what happens now, and promise nothing for later: vouchers, places and coupons are by keys.
contract CodeAccountsTest is CampaignBed {
    uint256 private constant OWNER = 0x91;
    uint256 private constant SELLER = 0x92;
    uint256 private constant MACHINE = 0x93;

    /// forge-config: default.evm_version = "prague"
    /// forge-config: long.evm_version = "prague"
    function test_a_delegated_account_signs_everything_by_its_key_though_its_code_says_no() public {
        address refusing = address(new Reverting());
        uint256[5] memory keys = [CONSUMER, MASTER, WORKER, SIGNER, SPONSOR];
        for (uint256 i = 0; i < keys.length; i++) {
            vm.signAndAttachDelegation(refusing, keys[i]);
            assertEq(vm.addr(keys[i]).code.length, 23);
        }
        vm.prank(master);
        market.unbind(worker);
        _bind(WORKER, MASTER, 2, type(uint40).max);
        bytes32 id = _deal();
        _claimVoucher(id, 1 ether, START, START);
        Amend memory terms = _terms(id);
        terms.rate++;
        market.amend(terms, _sign(CONSUMER, hashes.amend(terms)), _sign(MASTER, hashes.amend(terms)));
        _grant(consumer, CONSUMER);
        _tip(id, MASTER);
        _settle(id, 5 ether);
        assertEq(_paid(id), 5 ether);
        assertEq(market.vaultOf(master) + market.vaultOf(address(this)), 5 ether);
        id = _campaign();
        _join(id, master, HOME, TB);
        _redeem(id, HOME, TB);
        assertEq(campaigns.vaultOf(master), 150 ether);
    }

    /// forge-config: default.evm_version = "prague"
    /// forge-config: long.evm_version = "prague"
    function test_a_delegated_account_whose_code_agrees_to_all_is_bound_now_but_promises_nothing() public {
        bytes32 id = _deal();
        bytes32 campaign = _campaign();
        _join(campaign, master, HOME, TB);
        address agreeing = address(new Agreeing());
        vm.signAndAttachDelegation(agreeing, CONSUMER);
        vm.signAndAttachDelegation(agreeing, SIGNER);
        Voucher memory voucher = Voucher(id, 1 ether, uint40(START), uint40(START));
        bytes memory word = _sign(STRANGER, hashes.voucher(voucher));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, consumer));
        market.claimVoucher(voucher, word);
        Coupon memory coupon = Coupon(campaign, HOME, 0);
        word = _signFor(STRANGER, hashes.coupon(coupon));
        vm.expectRevert(abi.encodeWithSelector(NotSigned.selector, signer));
        campaigns.redeem(coupon, word);
        Place memory place = _place(campaign, stranger, OFFICE, 0);
        word = _signFor(STRANGER, hashes.place(place));
        vm.expectRevert(abi.encodeWithSelector(NotSigned.selector, signer));
        campaigns.join(place, word);
        Settle memory settlement = Settle(id, 1 ether);
        word = _sign(STRANGER, hashes.settle(settlement));
        market.settle(settlement, word, _sign(MASTER, hashes.settle(settlement)));
        assertEq(_paid(id), 1 ether);
    }

    function test_accounts_of_code_bind_sell_buy_amend_stop_tip_and_settle_by_their_owners_keys() public {
        (ContractWallet buyer, ContractWallet seller, ContractWallet machine) = _wallets();
        bytes32 id = _dealOf(buyer, machine);
        Amend memory terms = _terms(id);
        terms.notice = 60;
        terms.rate = 2 * RATE;
        market.amend(terms, _sign(OWNER, hashes.amend(terms)), _sign(SELLER, hashes.amend(terms)));
        vm.warp(START + 100);
        _voucherByScribe(buyer, seller, id);
        market.stop(address(machine), 1, _sign(MACHINE, hashes.stop(id)));
        assertEq(_end(id), START + 100);
        Settle memory settlement = Settle(id, 5 ether);
        bytes32 hash = hashes.settle(settlement);
        market.settle(settlement, _sign(OWNER, hash), _sign(SELLER, hash));
        assertEq(market.vaultOf(address(seller)) + market.vaultOf(address(this)), 5 ether);
        assertEq(market.vaultOf(address(buyer)), 5 ether);
    }

    function test_an_account_of_code_that_went_deaf_is_bound_by_nothing_new() public {
        (ContractWallet buyer, ContractWallet seller, ContractWallet machine) = _wallets();
        bytes32 id = _dealOf(buyer, machine);
        buyer.setDeaf(true);
        Settle memory settlement = Settle(id, 5 ether);
        bytes memory ours = _sign(OWNER, hashes.settle(settlement));
        bytes memory theirs = _sign(SELLER, hashes.settle(settlement));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, address(buyer)));
        market.settle(settlement, ours, theirs);
        Amend memory terms = _terms(id);
        terms.rate = 2 * RATE;
        ours = _sign(OWNER, hashes.amend(terms));
        theirs = _sign(SELLER, hashes.amend(terms));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, address(buyer)));
        market.amend(terms, ours, theirs);
        machine.setDeaf(true);
        bytes memory word = _sign(MACHINE, hashes.stop(id));
        vm.expectRevert(abi.encodeWithSelector(WrongSignature.selector, address(machine)));
        market.stop(address(machine), 1, word);
        vm.warp(START + 50);
        _requestClose(id, address(seller));
        assertEq(market.vaultOf(address(seller)), 50 * uint256(RATE));
    }

    function test_a_sponsor_of_code_names_a_key_for_what_is_promised() public {
        ContractWallet wallet = new ContractWallet(vm.addr(OWNER));
        Campaigns.Terms memory terms = _offer();
        terms.signer = address(wallet);
        _fill(address(wallet), 1000 ether);
        wallet.run(address(campaigns), abi.encodeCall(campaigns.open, (terms, 1000 ether)));
        bytes32 id = campaigns.campaignId(address(wallet), 0);
        Place memory place = _place(id, master, HOME, 0);
        bytes memory word = _signFor(OWNER, hashes.place(place));
        vm.expectRevert(abi.encodeWithSelector(NotSigned.selector, address(wallet)));
        campaigns.join(place, word);
        wallet.run(address(campaigns), abi.encodeCall(campaigns.setSigner, (id, signer)));
        _join(id, master, HOME, 0);
        _redeem(id, HOME, 0);
        assertEq(campaigns.vaultOf(master), BONUS);
    }

    function _wallets() private returns (ContractWallet buyer, ContractWallet seller, ContractWallet machine) {
        buyer = new ContractWallet(vm.addr(OWNER));
        seller = new ContractWallet(vm.addr(SELLER));
        machine = new ContractWallet(vm.addr(MACHINE));
        Bind memory wish = Bind(address(machine), address(seller), 30 days, 0, type(uint40).max);
        market.bind(wish, _sign(MACHINE, hashes.bind(wish)), _sign(SELLER, hashes.bind(wish)));
        _fund(address(buyer), 10 ether);
    }

    function _dealOf(ContractWallet buyer, ContractWallet machine) private returns (bytes32) {
        Quote memory quote = _quote(1);
        (quote.consumer, quote.worker) = (address(buyer), address(machine));
        bytes memory word = _sign(MACHINE, hashes.quote(quote));
        vm.prank(address(buyer));
        return market.take(quote, word, 10 ether, LEASE, ANY_RATE);
    }

    /// An operator, appointed by the code's word, signs the voucher; the payee's code the tip.
    function _voucherByScribe(ContractWallet buyer, ContractWallet seller, bytes32 id) private {
        _grant(address(buyer), OWNER);
        Voucher memory voucher = Voucher(id, 1 ether, uint40(START + 100), uint40(START + 100));
        bytes memory word = _sign(OPERATOR, hashes.voucher(voucher));
        Tip memory tip = Tip(id, 1, 1, type(uint40).max);
        market.claimWithTip(voucher, word, tip, _sign(SELLER, hashes.tip(tip)));
        assertEq(market.vaultOf(address(seller)), 1 ether - 1);
    }

    function _grant(address account, uint256 key) private {
        Operator memory grant = Operator(account, operator, 1 ether, type(uint40).max, market.nonces(account));
        market.setOperatorFor(grant, _sign(key, hashes.operator(grant)));
    }

    function _tip(bytes32 id, uint256 key) private {
        Voucher memory voucher = Voucher(id, 2 ether, uint40(START), uint40(START));
        Tip memory tip = Tip(id, 1, 1, type(uint40).max);
        bytes memory word = _sign(CONSUMER, hashes.voucher(voucher));
        market.claimWithTip(voucher, word, tip, _sign(key, hashes.tip(tip)));
    }
}
