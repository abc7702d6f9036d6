-- Campaigns are found by the event that opens each, whatever else is in the log:
-- CampaignOpened(bytes32,address,bytes32,uint256,address,uint96,uint96,uint96,uint40,uint24,uint8)
CREATE INDEX event_campaign ON event (seq)
WHERE substr(topics, 1, 32) = x'a204a331c32e4bf2879adfe5f4d7c850bb9480d7939b94d74fac6856e8d2554e';
