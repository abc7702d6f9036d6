// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Levels are 1 (anonymous, but somebody) to 4 (a company whose papers were seen).
error BadLevel(uint8 level);

/// The account is no registered validator, or not up to this level.
error NotValidator(address account, uint8 level);

/// Only the registrar may do this.
error NotRegistrar(address registrar);

/// The attestation would run out in the past.
error AttestationExpired(uint40 expiry);

/// There is nothing to revoke.
error NotAttested(address subject, address validator);

/// The text is longer than `most` bytes.
error TextTooLong(uint256 most);

/// The lists of accounts that a reader follows are longer than `most`.
error TooMany(uint256 most);

/// Who people are, as far as somebody vouches for it: a name and metadata that everybody writes
/// about himself alone, and levels that registered validators attest, revoke and let run out. The
/// market does not read it: both sides' programs do, before they quote and before they buy.
///
/// The registrar only says whose word counts from now on, and up to which level. It writes on no
/// profile, and touches no money: there is none here.
contract Profiles {
    event ProfileWritten(address indexed account, string name, string metadata);
    event ValidatorSet(address indexed validator, uint8 level);
    event Attested(address indexed subject, address indexed validator, uint8 level, uint40 expiry);
    event Revoked(address indexed subject, address indexed validator);
    event RegistrarChanged(address indexed registrar);

    struct Attestation {
        uint8 level;
        uint40 expiry;
    }

    uint256 public constant MOST_NAME = 64;
    uint256 public constant MOST_METADATA = 2048;
    uint256 public constant MOST_VALIDATORS = 16;

    address public registrar;
    address public nextRegistrar;

    /// The highest level that a validator may attest; 0: its word counts no more.
    mapping(address validator => uint8) public levelOfValidator;
    mapping(address subject => mapping(address validator => Attestation)) public attestations;

    constructor(address registrar_) {
        registrar = registrar_;
        emit RegistrarChanged(registrar_);
    }

    /// What the caller says about himself; it is in the log, and nowhere else.
    function write(string calldata name, string calldata metadata) external {
        if (bytes(name).length > MOST_NAME) revert TextTooLong(MOST_NAME);
        if (bytes(metadata).length > MOST_METADATA) revert TextTooLong(MOST_METADATA);
        emit ProfileWritten(msg.sender, name, metadata);
    }

    /// A validator's word: `subject` is of `level` until `expiry`. It replaces his word before.
    function attest(address subject, uint8 level, uint40 expiry) external {
        if (level == 0 || level > 4) revert BadLevel(level);
        if (level > levelOfValidator[msg.sender]) revert NotValidator(msg.sender, level);
        if (expiry <= block.timestamp) revert AttestationExpired(expiry);
        attestations[subject][msg.sender] = Attestation(level, expiry);
        emit Attested(subject, msg.sender, level, expiry);
    }

    /// By the validator who attested, at any time; or by the subject, who wants it gone.
    function revoke(address subject, address validator) external {
        if (msg.sender != validator && msg.sender != subject) revert NotValidator(msg.sender, 0);
        if (attestations[subject][validator].level == 0) revert NotAttested(subject, validator);
        delete attestations[subject][validator];
        emit Revoked(subject, validator);
    }

    /// The highest level that one of `validators`, whom the reader trusts, vouches for now.
    function levelOf(address subject, address[] calldata validators) external view returns (uint8 level) {
        if (validators.length > MOST_VALIDATORS) revert TooMany(MOST_VALIDATORS);
        for (uint256 i = 0; i < validators.length; i++) {
            uint8 one = levelBy(subject, validators[i]);
            if (one > level) level = one;
        }
    }

    /// The level that `validator` vouches for now: never above what its own word counts for.
    function levelBy(address subject, address validator) public view returns (uint8) {
        Attestation storage word = attestations[subject][validator];
        if (word.expiry <= block.timestamp) return 0;
        uint8 most = levelOfValidator[validator];
        return word.level < most ? word.level : most;
    }

    /// Whose word counts, up to which level; 0 takes all of it back at once.
    function setValidator(address validator, uint8 level) external {
        if (msg.sender != registrar) revert NotRegistrar(registrar);
        if (level > 4) revert BadLevel(level);
        levelOfValidator[validator] = level;
        emit ValidatorSet(validator, level);
    }

    /// The registrar offers its office; the next one takes it by `acceptRegistrar`.
    function offerRegistrar(address next) external {
        if (msg.sender != registrar) revert NotRegistrar(registrar);
        nextRegistrar = next;
    }

    function acceptRegistrar() external {
        if (msg.sender != nextRegistrar) revert NotRegistrar(nextRegistrar);
        (registrar, nextRegistrar) = (msg.sender, address(0));
        emit RegistrarChanged(msg.sender);
    }
}
