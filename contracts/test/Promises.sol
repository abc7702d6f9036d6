// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Market} from "../src/Market.sol";

/// All that was signed about deals, so that their bills can be checked by it: as lines that rise
/// by the deal's rate from a level and a time on, until another time.
contract Promises {
    struct Line {
        uint256 level;
        uint256 from;
        uint256 until;
    }

    Market private immutable _market;
    mapping(bytes32 id => Line[]) private _lines;

    constructor(Market market) {
        _market = market;
    }

    function note(bytes32 id, uint256 level, uint256 from, uint256 until) external {
        _lines[id].push(Line(level, from, until));
    }

    /// Before the rate changes: each line goes on from where it stands now, a second ahead,
    /// because vouchers may hit between two seconds.
    function freeze(bytes32 id) external {
        (, uint80 rate,,,,,,,,,,) = _market.deals(id);
        Line[] storage lines = _lines[id];
        for (uint256 i = 0; i < lines.length; i++) {
            lines[i].level = _at(lines[i], rate, block.timestamp) + rate;
            if (lines[i].from < block.timestamp) lines[i].from = block.timestamp;
        }
    }

    /// The most that a deal may have been billed by all that was signed about it.
    function most(bytes32 id) external view returns (uint256 highest) {
        (, uint80 rate,,,,,, uint32 end, uint32 open,,,) = _market.deals(id);
        uint256 limit = open == 0 || end > block.timestamp ? block.timestamp : end;
        Line[] storage lines = _lines[id];
        for (uint256 i = 0; i < lines.length; i++) {
            uint256 level = _at(lines[i], rate, limit);
            if (level > highest) highest = level;
        }
        // A voucher that ends before the lease may hit between two seconds: less than one each.
        highest += lines.length * rate;
    }

    function _at(Line storage line, uint256 rate, uint256 time) private view returns (uint256) {
        uint256 stopped = line.until < time ? line.until : time;
        return line.level + (stopped > line.from ? rate * (stopped - line.from) : 0);
    }
}
