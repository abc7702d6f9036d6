// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Blacklists} from "../src/Blacklists.sol";
import {Profiles} from "../src/Profiles.sol";
import {Test} from "./Vm.sol";

/// Random words about each other by six people, among them validators, a registrar and whom it
/// hands its office to; beside them a plain record of what was said, which must be what is read.
contract RegistryHandler is Test {
    struct Word {
        uint256 level;
        uint256 expiry;
    }

    uint256 public constant PEOPLE = 6;

    Profiles public profiles;
    Blacklists public blacklists;
    address[] public person;
    address public registrar;
    address public heir;
    mapping(address validator => uint256) public most;
    mapping(address subject => mapping(address validator => Word)) public words;
    mapping(address owner => mapping(address account => bool)) public listed;
    mapping(address reader => mapping(address owner => bool)) public follows;

    constructor() {
        vm.warp(1_700_000_000);
        for (uint256 i = 0; i < PEOPLE; i++) person.push(vm.addr(1 + i));
        registrar = person[0];
        profiles = Profiles(_shipped("Profiles", abi.encode(registrar)));
        blacklists = Blacklists(_shipped("Blacklists", ""));
    }

    function wait(uint256 seed) external {
        vm.warp(block.timestamp + bound(seed, 1, 3 days));
    }

    function setValidator(uint256 seed, uint8 level) external {
        address validator = _one(seed);
        level = uint8(bound(level, 0, 5));
        bool right = _one(seed / 6) == registrar && level <= 4;
        _try(_one(seed / 6), address(profiles), abi.encodeCall(profiles.setValidator, (validator, level)), right);
        if (right) most[validator] = level;
    }

    function attest(uint256 seed, uint8 level, uint40 expiry) external {
        (address validator, address subject) = (_one(seed), _one(seed / 6));
        level = uint8(bound(level, 0, 5));
        expiry = uint40(bound(expiry, block.timestamp - 1 days, block.timestamp + 9 days));
        bool right = level > 0 && level <= 4 && level <= most[validator] && expiry > block.timestamp;
        _try(validator, address(profiles), abi.encodeCall(profiles.attest, (subject, level, expiry)), right);
        if (right) words[subject][validator] = Word(level, expiry);
    }

    function revoke(uint256 seed) external {
        (address caller, address subject, address validator) = (_one(seed), _one(seed / 6), _one(seed / 36));
        bool right = (caller == validator || caller == subject) && words[subject][validator].level != 0;
        _try(caller, address(profiles), abi.encodeCall(profiles.revoke, (subject, validator)), right);
        if (right) delete words[subject][validator];
    }

    function offerRegistrar(uint256 seed) external {
        bool right = _one(seed) == registrar;
        _try(_one(seed), address(profiles), abi.encodeCall(profiles.offerRegistrar, (_one(seed / 6))), right);
        if (right) heir = _one(seed / 6);
    }

    function acceptRegistrar(uint256 seed) external {
        bool right = _one(seed) == heir;
        _try(_one(seed), address(profiles), abi.encodeCall(profiles.acceptRegistrar, ()), right);
        if (right) (registrar, heir) = (heir, address(0));
    }

    function list(uint256 seed, bool on) external {
        address owner = _one(seed);
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (_one(seed / 6), _one(seed / 36));
        _try(owner, address(blacklists), abi.encodeCall(blacklists.set, (accounts, on, bytes32(0))), true);
        listed[owner][accounts[0]] = on;
        listed[owner][accounts[1]] = on;
    }

    function follow(uint256 seed, bool on) external {
        _try(_one(seed), address(blacklists), abi.encodeCall(blacklists.follow, (_one(seed / 6), on)), true);
        follows[_one(seed)][_one(seed / 6)] = on;
    }

    /// What the record says of a level now.
    function levelBy(address subject, address validator) external view returns (uint256) {
        Word memory word = words[subject][validator];
        if (word.expiry <= block.timestamp) return 0;
        return word.level < most[validator] ? word.level : most[validator];
    }

    /// What the record says of a refusal, with all six as those whose lists may be followed.
    function refuses(address reader, address account) external view returns (bool refused) {
        refused = listed[reader][account];
        for (uint256 i = 0; i < PEOPLE; i++) {
            refused = refused || (follows[reader][person[i]] && listed[person[i]][account]);
        }
    }

    function _one(uint256 seed) private view returns (address) {
        return person[seed % PEOPLE];
    }

    function _try(address caller, address place, bytes memory call, bool right) private {
        vm.prank(caller);
        (bool passed,) = place.call(call);
        assertTrue(passed == right, "a registry let in the wrong one, or kept out the right one");
    }
}
