// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Amend, Bind, Operator, Quote, Settle, Tip, Voucher} from "../src/Messages.sol";
import {DealExists} from "../src/Market.sol";
import {WrongSignature} from "../src/Signatures.sol";
import {Bed} from "./Bed.sol";

/// Every signed word against every way in which a signature can be wrong: each place where the
/// market reads one refuses all of them, and takes the right one afterwards.
contract SignatureMatrixTest is Bed {
    enum Word {
        QUOTE,
        BIND_WORKER,
        BIND_MASTER,
        OPERATOR,
        VOUCHER,
        TIP,
        AMEND_CONSUMER,
        AMEND_PAYEE,
        STOP,
        SETTLE_CONSUMER,
        SETTLE_PAYEE
    }

    uint256 private constant WORDS = 11;
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    uint256 private constant NEWCOMER = 0xB7;

    bytes32 private _dealId;

    function setUp() public override {
        super.setUp();
        _dealId = _deal();
        vm.warp(START + 60);
    }

    function test_another_domain_signs_nothing() public {
        for (uint256 i = 0; i < WORDS; i++) {
            Word word = Word(i);
            bytes32 hash = _hash(word, _message(word));
            address here = address(market);
            _refuses(word, _signIn(word, "SONM Market", "1", block.chainid + 1, here, hash));
            _refuses(word, _signIn(word, "SONM Market", "1", block.chainid, address(token), hash));
            _refuses(word, _signIn(word, "SONM Market", "2", block.chainid, here, hash));
            _refuses(word, _signIn(word, "SONM Markt", "1", block.chainid, here, hash));
        }
    }

    function test_anybody_else_signs_nothing() public {
        for (uint256 i = 0; i < WORDS; i++) {
            Word word = Word(i);
            bytes32 hash = _hash(word, _message(word));
            uint256[6] memory keys = [CONSUMER, MASTER, WORKER, OPERATOR, STRANGER, NEWCOMER];
            for (uint256 j = 0; j < keys.length; j++) {
                if (keys[j] != _key(word)) _refuses(word, _sign(keys[j], hash));
            }
        }
    }

    function test_twins_and_odd_forms_sign_nothing() public {
        for (uint256 i = 0; i < WORDS; i++) {
            Word word = Word(i);
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key(word), _digest(_hash(word, _message(word))));
            uint8 other = v == 27 ? uint8(28) : uint8(27);
            _refuses(word, abi.encodePacked(r, bytes32(ORDER - uint256(s)), other));
            _refuses(word, abi.encodePacked(r, bytes32(uint256(s) | uint256(v - 27) << 255)));
            _refuses(word, abi.encodePacked(r, s, v - 27));
            _refuses(word, abi.encodePacked(r, s, other));
            _refuses(word, abi.encodePacked(r, s, v, uint8(0)));
            _refuses(word, new bytes(65));
        }
    }

    function test_a_changed_field_is_refused_whichever_it_is() public {
        for (uint256 i = 0; i < WORDS; i++) {
            Word word = Word(i);
            bytes memory message = _message(word);
            bytes32 hash = _hash(word, message);
            bytes memory signature = _sign(_key(word), hash);
            for (uint256 field = 0; field < message.length / 32; field++) {
                bytes memory changed = bytes.concat(message);
                changed[field * 32 + 31] ^= 0x01;
                assertTrue(_hash(word, changed) != hash, "two messages of one hash");
                assertTrue(!_submit(word, changed, signature), "a changed field passed");
            }
        }
    }

    function test_the_right_signature_passes_everywhere() public {
        for (uint256 i = 0; i < WORDS; i++) {
            Word word = Word(i);
            if (word == Word.BIND_MASTER || word == Word.SETTLE_PAYEE) continue;
            bytes memory message = _message(word);
            assertTrue(_submit(word, message, _sign(_key(word), _hash(word, message))), "refused");
        }
    }

    function test_of_two_takers_in_one_block_the_second_fails_and_pays_nothing() public {
        _fund(stranger, 5 ether);
        Quote memory first = _quote(2);
        Quote memory second = _quote(2);
        second.consumer = stranger;
        bytes memory forFirst = _sign(WORKER, hashes.quote(first));
        bytes memory forSecond = _sign(WORKER, hashes.quote(second));
        vm.prank(consumer);
        bytes32 id = market.take(first, forFirst, 1 ether, LEASE, ANY_RATE);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(DealExists.selector, id));
        market.take(second, forSecond, 1 ether, LEASE, ANY_RATE);
        assertEq(market.vaultOf(stranger), 5 ether);
    }

    function test_every_expiry_counts_to_the_second() public {
        for (uint256 shift = 0; shift < 3; shift++) {
            uint40 expiry = uint40(block.timestamp + shift - 1);
            Quote memory quote = _quote(10 + shift);
            quote.expiry = expiry;
            bytes memory message = abi.encode(quote);
            bool taken = _submit(Word.QUOTE, message, _sign(WORKER, _hash(Word.QUOTE, message)));
            assertTrue(taken == (shift >= 1), "a quote counts in its last second");
            message = abi.encode(Tip(_dealId, 0, 0, expiry));
            bool tipped = _submit(Word.TIP, message, _sign(MASTER, _hash(Word.TIP, message)));
            assertTrue(tipped == (shift >= 1), "a tip counts in its last second");
            message = abi.encode(Bind(vm.addr(NEWCOMER + 1 + shift), master, 1 days, 0, expiry));
            bool bound = _bindWith(NEWCOMER + 1 + shift, message);
            assertTrue(bound == (shift == 2), "a binding ends with its expiry");
        }
    }

    function test_an_operator_signs_until_its_expiry_and_its_vouchers_stay() public {
        uint40 expiry = uint40(block.timestamp + 10);
        vm.prank(consumer);
        market.setOperator(operator, 0, expiry);
        bytes memory early = abi.encode(Voucher(_dealId, 1, expiry - 1, 0));
        bytes memory last = abi.encode(Voucher(_dealId, 2, expiry, 0));
        bytes memory late = abi.encode(Voucher(_dealId, 3, expiry + 1, 0));
        vm.warp(expiry - 1);
        assertTrue(_settles(), "an operator settles before its expiry");
        vm.warp(expiry);
        assertTrue(!_settles(), "an operator settles no more at its expiry");
        vm.warp(expiry + 1);
        assertTrue(_submit(Word.VOUCHER, early, _sign(OPERATOR, _hash(Word.VOUCHER, early))), "early");
        assertTrue(_submit(Word.VOUCHER, last, _sign(OPERATOR, _hash(Word.VOUCHER, last))), "last");
        assertTrue(!_submit(Word.VOUCHER, late, _sign(OPERATOR, _hash(Word.VOUCHER, late))), "late");
    }

    /// Whether the operator's word settles the deal now; a deal that is settled is put back.
    function _settles() private returns (bool passed) {
        uint256 before = vm.snapshotState();
        bytes memory message = _message(Word.SETTLE_CONSUMER);
        passed = _submit(Word.SETTLE_CONSUMER, message, _sign(OPERATOR, _hash(Word.SETTLE_CONSUMER, message)));
        vm.revertToState(before);
    }

    function _key(Word word) private pure returns (uint256) {
        if (word == Word.QUOTE || word == Word.STOP) return WORKER;
        if (word == Word.BIND_WORKER) return NEWCOMER;
        if (word == Word.BIND_MASTER || word == Word.TIP) return MASTER;
        if (word == Word.AMEND_PAYEE || word == Word.SETTLE_PAYEE) return MASTER;
        return CONSUMER;
    }

    /// The good message of `word`, as abi.encode of its struct.
    function _message(Word word) private view returns (bytes memory) {
        if (word == Word.QUOTE) return abi.encode(_quote(2));
        if (word == Word.BIND_WORKER || word == Word.BIND_MASTER) {
            return abi.encode(Bind(vm.addr(NEWCOMER), master, 1 days, 0, uint40(START + 1 days)));
        }
        if (word == Word.OPERATOR) {
            return abi.encode(Operator(consumer, operator, 5, uint40(START + 1 days), market.nonces(consumer)));
        }
        if (word == Word.VOUCHER) return abi.encode(Voucher(_dealId, 1 ether, uint40(START), uint40(START)));
        if (word == Word.TIP) return abi.encode(Tip(_dealId, 0, 0, uint40(START + 1 days)));
        if (word == Word.AMEND_CONSUMER || word == Word.AMEND_PAYEE) {
            Amend memory terms = _terms(_dealId);
            terms.rate++;
            return abi.encode(terms);
        }
        if (word == Word.STOP) return abi.encode(_dealId);
        return abi.encode(Settle(_dealId, 5 ether));
    }

    function _hash(Word word, bytes memory message) private view returns (bytes32) {
        if (word == Word.QUOTE) return hashes.quote(abi.decode(message, (Quote)));
        if (word == Word.BIND_WORKER || word == Word.BIND_MASTER) {
            return hashes.bind(abi.decode(message, (Bind)));
        }
        if (word == Word.OPERATOR) return hashes.operator(abi.decode(message, (Operator)));
        if (word == Word.VOUCHER) return hashes.voucher(abi.decode(message, (Voucher)));
        if (word == Word.TIP) return hashes.tip(abi.decode(message, (Tip)));
        if (word == Word.AMEND_CONSUMER || word == Word.AMEND_PAYEE) {
            return hashes.amend(abi.decode(message, (Amend)));
        }
        if (word == Word.STOP) return hashes.stop(abi.decode(message, (bytes32)));
        return hashes.settle(abi.decode(message, (Settle)));
    }

    /// Whether the market takes `message` with `signature`; what else it needs is right.
    function _submit(Word word, bytes memory message, bytes memory signature) private returns (bool passed) {
        bytes memory call = _call(word, message, signature);
        if (word == Word.QUOTE) vm.prank(consumer);
        (passed,) = address(market).call(call);
    }

    function _call(Word word, bytes memory message, bytes memory signature) private view returns (bytes memory) {
        bytes memory other = _sign(_otherKey(word), _hash(word, message));
        if (word == Word.QUOTE) {
            Quote memory quote = abi.decode(message, (Quote));
            return abi.encodeCall(market.take, (quote, signature, 1 ether, LEASE, ANY_RATE));
        }
        if (word == Word.BIND_WORKER) {
            return abi.encodeCall(market.bind, (abi.decode(message, (Bind)), signature, other));
        }
        if (word == Word.BIND_MASTER) {
            return abi.encodeCall(market.bind, (abi.decode(message, (Bind)), other, signature));
        }
        if (word == Word.OPERATOR) {
            return abi.encodeCall(market.setOperatorFor, (abi.decode(message, (Operator)), signature));
        }
        if (word == Word.VOUCHER) {
            return abi.encodeCall(market.claimVoucher, (abi.decode(message, (Voucher)), signature));
        }
        if (word == Word.TIP) return _tipCall(abi.decode(message, (Tip)), signature);
        if (word == Word.AMEND_CONSUMER) {
            return abi.encodeCall(market.amend, (abi.decode(message, (Amend)), signature, other));
        }
        if (word == Word.AMEND_PAYEE) {
            return abi.encodeCall(market.amend, (abi.decode(message, (Amend)), other, signature));
        }
        if (word == Word.STOP) {
            uint256 nonce = abi.decode(message, (bytes32)) == _dealId ? 1 : 2;
            return abi.encodeCall(market.stop, (worker, nonce, signature));
        }
        Settle memory settlement = abi.decode(message, (Settle));
        if (word == Word.SETTLE_CONSUMER) return abi.encodeCall(market.settle, (settlement, signature, other));
        return abi.encodeCall(market.settle, (settlement, other, signature));
    }

    function _tipCall(Tip memory tip, bytes memory signature) private view returns (bytes memory) {
        Voucher memory voucher = Voucher(_dealId, 1, uint40(START), uint40(START));
        return abi.encodeCall(
            market.claimWithTip, (voucher, _sign(CONSUMER, hashes.voucher(voucher)), tip, signature)
        );
    }

    function _otherKey(Word word) private pure returns (uint256) {
        return word == Word.BIND_MASTER ? NEWCOMER : _key(word) == MASTER ? CONSUMER : MASTER;
    }

    function _bindWith(uint256 key, bytes memory message) private returns (bool passed) {
        bytes32 hash = _hash(Word.BIND_WORKER, message);
        Bind memory wish = abi.decode(message, (Bind));
        (passed,) = address(market).call(
            abi.encodeCall(market.bind, (wish, _sign(key, hash), _sign(MASTER, hash)))
        );
    }

    function _refuses(Word word, bytes memory signature) private {
        bytes memory call = _call(word, _message(word), signature);
        if (word == Word.QUOTE) vm.prank(consumer);
        (bool passed, bytes memory reason) = address(market).call(call);
        assertTrue(!passed, "a wrong signature passed");
        bytes memory expected = abi.encodeWithSelector(WrongSignature.selector, vm.addr(_key(word)));
        assertEq(keccak256(reason), keccak256(expected));
    }

    function _signIn(
        Word word,
        string memory name,
        string memory version,
        uint256 chain,
        address place,
        bytes32 hash
    ) private pure returns (bytes memory) {
        bytes32 kind =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain =
            keccak256(abi.encode(kind, keccak256(bytes(name)), keccak256(bytes(version)), chain, place));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(_key(word), keccak256(abi.encodePacked("\x19\x01", domain, hash)));
        return abi.encodePacked(r, s, v);
    }
}
