// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The cheat codes of forge that these tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    /// An authorisation by EIP-7702, as it is put into the next transaction.
    struct Delegation {
        uint8 v;
        bytes32 r;
        bytes32 s;
        uint64 nonce;
        address implementation;
    }

    function warp(uint256 time) external;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function expectRevert() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function signAndAttachDelegation(address code, uint256 key) external returns (Delegation memory);
    function assume(bool condition) external pure;
    function chainId(uint256 id) external;
    function etch(address target, bytes calldata code) external;
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool done);
    function expectEmit(address emitter) external;
    function store(address target, bytes32 slot, bytes32 value) external;
    function load(address target, bytes32 slot) external view returns (bytes32);
}

/// What a test contract starts from.
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotEqual(uint256 left, uint256 right);
    error NotTrue(string what);

    function assertEq(uint256 left, uint256 right) internal pure {
        if (left != right) revert NotEqual(left, right);
    }

    function assertEq(address left, address right) internal pure {
        if (left != right) revert NotEqual(uint160(left), uint160(right));
    }

    function assertEq(bytes32 left, bytes32 right) internal pure {
        if (left != right) revert NotEqual(uint256(left), uint256(right));
    }

    function assertTrue(bool fact, string memory what) internal pure {
        if (!fact) revert NotTrue(what);
    }

    /// `value` folded into low..high, evenly enough.
    function bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        if (value >= low && value <= high) return value;
        uint256 size = high - low;
        return size == type(uint256).max ? value : low + value % (size + 1);
    }

    /// A contract as the package ships it: what is tested here is what people use.
    function _shipped(string memory name, bytes memory arguments) internal returns (address made) {
        string memory path = string.concat("../sonm_desktop/chain/abi/", name, ".json");
        bytes memory code = bytes.concat(vm.parseJsonBytes(vm.readFile(path), ".bytecode"), arguments);
        assembly {
            made := create(0, add(code, 0x20), mload(code))
        }
        assertTrue(made != address(0), name);
    }
}
