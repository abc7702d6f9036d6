// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The list is longer than `most`; write the rest in another call.
error ListTooLong(uint256 most);

/// Whom people will not deal with, and whose lists they follow. Each account writes its own list
/// alone; programs on both sides honour their own and the followed lists before they quote and
/// before they buy. The market does not read it, so that no list can hold up a running deal.
contract Blacklists {
    event Listed(address indexed owner, address indexed account, bool listed, bytes32 reason);
    event Followed(address indexed reader, address indexed owner, bool follows);

    uint256 public constant MOST_AT_ONCE = 100;

    mapping(address owner => mapping(address account => bool)) public listed;
    mapping(address reader => mapping(address owner => bool)) public follows;

    /// Put `accounts` on the caller's list, or take them off it. reason: a short word, or 0.
    function set(address[] calldata accounts, bool on, bytes32 reason) external {
        if (accounts.length > MOST_AT_ONCE) revert ListTooLong(MOST_AT_ONCE);
        for (uint256 i = 0; i < accounts.length; i++) {
            if (listed[msg.sender][accounts[i]] == on) continue;
            listed[msg.sender][accounts[i]] = on;
            emit Listed(msg.sender, accounts[i], on, reason);
        }
    }

    /// Follow the list of `owner`, or follow it no more.
    function follow(address owner, bool on) external {
        if (follows[msg.sender][owner] == on) return;
        follows[msg.sender][owner] = on;
        emit Followed(msg.sender, owner, on);
    }

    /// Whether the list of `reader`, or one of `owners` that it follows, names `account`.
    function refuses(address reader, address account, address[] calldata owners) external view returns (bool) {
        if (owners.length > MOST_AT_ONCE) revert ListTooLong(MOST_AT_ONCE);
        if (listed[reader][account]) return true;
        for (uint256 i = 0; i < owners.length; i++) {
            if (follows[reader][owners[i]] && listed[owners[i]][account]) return true;
        }
        return false;
    }
}
