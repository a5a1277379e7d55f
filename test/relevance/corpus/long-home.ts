import type { CorpusNote } from "./types.ts";

const cottageManual = `Welcome to the cottage. It was built around 1880 as a shepherd's house and has been in the family since my grandmother bought it in 1961. Very little in it is new and almost everything has a knack to it, so please read this once on the first evening, ideally with a cup of tea, and then leave it on the dresser for the next guests.

Arriving. The lane from the main road is single track for two miles with passing places. Do not trust the navigation after the stone bridge, it sends you up the forestry road, where the gate is locked after six. Turn left at the red post box and follow the wall. You can park two cars beside the byre; please leave the turning area free for the farmer's trailer. The key is in the safe beside the back door, and the code is sent with the booking. The front door swells in wet weather, so lift the handle while you push.

Electricity. The fuse board is in the cupboard under the stairs. If everything goes dark at once, look outside first: the power line crosses the moor and fails perhaps four times a winter. There are candles in the kitchen drawer, two wind-up lanterns in the wardrobe of the blue room and a head torch on the nail by the coal hole. The kettle, the oven and the immersion heater must not run together, or the main switch trips. The socket behind the sofa is dead and has been for years; we have never found out why.

Water. The water comes from a spring two hundred yards up the hill and is tested every April. It is brown after heavy rain, which is only peat and harmless, but we keep bottled water in the larder for anyone who minds. If the taps splutter, the filter is clogged. Close the brass stopcock behind the washing machine, unscrew the clear housing by hand, rinse the cartridge in the stream and screw it back with the rubber ring the right way round, flat side up. A spare cartridge lies on top of the cistern. In hard frost leave the bathroom tap running at the thickness of a pencil overnight, otherwise the pipe along the north wall freezes and takes two days to thaw.

Heating. The stove in the living room heats the radiators as well as the room. Open both air slides, build the fire with three split logs and a firelighter, and close the lower slide when the flames have caught. Never burn driftwood in it, the salt eats the steel. Ash goes into the metal bucket, never into the plastic bin, and it stays hot for longer than you would believe: the last shed burned down because of one impatient guest in 1994. Logs are stacked under the tarpaulin; take from the left side, the right side was cut this year and is still wet. One basket a day is included, further nets are eight pounds each, in the honesty box.

Cooking. The oven runs twenty degrees hotter than it says. The small ring at the back left does not light by itself, use the matches in the tin. The big enamel pot is for lobsters only, and yes, one can tell. Please do not put the wooden bowls or my aunt's green knives in the dishwasher. The freezer in the byre is for guests as well, but the labelled venison belongs to the farmer.

The boat. The rowing boat at the jetty may be used by anybody who can swim, always with life jackets, which hang in the porch in five sizes. The oars are locked to the beam with a combination lock, and the number is the year on the lintel above the front door. Bail her out before you step in. Keep to the near side of the island between April and July, because divers nest on the far shore and the warden fines people quite happily. Tie her with two lines when you come back, bow and stern, for the wind turns at night. The little outboard motor in the byre is not for guests.

Animals. Dogs are welcome downstairs but must be on the lead from the first of March until the end of May, when there are lambs. The cat that appears at the window belongs to no one and will tell you that it has not been fed; it has. Close every gate you open. Should a sheep be lying on its back, it cannot get up alone: take it by the fleece, roll it over and hold it until it stands firmly. Ticks are plentiful in the bracken, the tweezers are in the first-aid box above the bread bin.

Telephone and internet. There is no mobile reception in the house. Walk up to the cairn behind the byre, where two bars are usual. The wireless network is slow but works in the kitchen and in the blue room; the password is printed on the bottom of the router. Please do not stream films in the evening, the whole glen shares one cable.

Shopping and help. The shop in the village opens from nine until one and sells bread, stamps, paraffin and excellent marmalade. The nearest petrol is nineteen miles away. The doctor's surgery is beside the school and sees visitors on Mondays and Thursdays; for anything serious ring the usual emergency number and give the name of the cottage and the grid reference on the card beside the telephone. Morag, who looks after the house, lives at the white gate and can mend practically everything except the gas fridge, for which you need Mr. Baird from the harbour.

Leaving. Strip the beds and put the sheets into the blue sacks. Empty the fridge, leave its door ajar with the wooden wedge, and take food waste with you, because the foxes open our bins. Turn the water off at the stopcock only if no one follows within a week between November and March. Draw the curtains on the south side, they protect the old chairs from the sun. Write something in the guest book, even if it rained. Especially if it rained.`;

const residentsMinutes = `Minutes of the annual meeting of the residents of Birch Court, held on 21 February in the community room. Present: nineteen of twenty-four households, three by proxy. In the chair: Ruth Abelson. Minutes: Tomasz Wilk. The meeting opened at seven o'clock and the quorum was established without objection.

Approval of last year's minutes. Mrs. Okonkwo pointed out that her remark about the cellar lighting had been attributed to Mr. Penrose. With that correction the minutes were approved unanimously.

Report of the managing committee. Ruth reported on a quiet year. The insurance company changed the excess for water damage from five hundred to a thousand pounds, after two burst pipes in the west wing. The gardener retired in August and was replaced by a cooperative from the neighbourhood, which is somewhat dearer but also sweeps the path to the bus stop. The lift stood still on eleven days altogether; the manufacturer blames the door contacts and has replaced them at its own expense. Two flats changed hands. There was a longer thank-you to Ingrid Solberg, who gave up the key register after fourteen years, and a bouquet.

Accounts. The treasurer, Mr. Farouk, presented income of 86,400 pounds against expenses of 81,950. Heating remained the largest item in spite of the mild winter. The reserve stands at 143,000 pounds. Mr. Penrose asked why legal advice cost 2,300 pounds; the sum went into the dispute with the roofing company, which was settled in November for a payment of 9,000 pounds to the residents. The auditors, Ms. Hale and Mr. Dimitrov, found the books in order, recommended that cash payments for the summer party be avoided in future, and proposed discharge of the committee. The discharge was granted with two abstentions.

Roof and solar panels. This item took up most of the evening. Ms. Hale summarised the two offers. The larger installation would cover the whole south roof, cost 118,000 pounds and repay itself in roughly eleven years; the smaller would cover only the stairwell roofs, cost 41,000 and supply the lift, the lighting and the laundry. Several residents worried about the age of the roof tiles. The surveyor's opinion, read out by Ruth, is that the tiles on the south side will last another eight to ten years, so that panels mounted now would have to be taken down once in between. Mr. Dimitrov argued for waiting and doing both together; Mrs. Okonkwo replied that the subsidy ends next year. After a straw poll the meeting voted for the smaller installation with fourteen votes to six and two abstentions, on condition that the contract includes dismounting for roof repairs at a fixed price. Ms. Hale will obtain the final offer by the end of April.

Bicycle room. Forty-one bicycles are kept in a room made for twenty-two. It was agreed that every bicycle must carry a coloured ribbon by the first of May; those without one will be photographed, stored in the boiler room for three months and then given to the repair café at the library. Cargo bikes move to the covered place next to the recycling bins, where Mr. Wilk will fit two ground anchors. Charging batteries in the bicycle room remains forbidden on account of the fire regulations. Families asked for a lower rack for children's bicycles, for which up to 350 pounds were approved.

Laundry. The second tumble dryer is beyond repair. The committee proposed not to replace it but to reopen the drying loft, which has been full of old furniture since the renovation. Several people spoke in favour; Mrs. Lindgren remarked that the loft stairs are too steep for her. As a compromise the remaining dryer is reserved on Tuesday and Friday mornings for residents over seventy. The price of a wash rises from one pound twenty to one pound fifty from April on. A booking list will be hung beside the door again, because the application for telephones was used by only six households.

Noise. There were complaints about instruments after ten in the evening and about the delivery service for the ground-floor shop, which begins at half past five. The house rules stand as they are: quiet from ten until seven, on Sundays until nine. The committee will write to the shop's owner. The trombonist in number 17 offered to practise in the community room, which was received with applause, and asked in return that nobody slam the courtyard gate. A damper for the gate will be bought.

Garden and courtyard. The old cherry tree has a fungus and must be felled before the nesting season; the council's permit arrived last week. In its place a field maple will be planted, as it tolerates drought. The sandpit gets a cover, since cats have discovered it. The vegetable beds are redistributed by lot in March; anyone interested should give their name to Amina Farouk. The wish for a beehive on the stairwell roof was declined because of the solar panels and of two residents with allergies.

Guest room. The guest room was occupied on 162 nights. The fee stays at eighteen pounds a night, but cleaning must be booked with it, another twelve pounds. Nobody may book more than ten nights in a quarter. Keys are now kept by Joseph Mbeki in number 9, who also holds the new key register.

Elections. Ruth Abelson and Mr. Farouk were re-elected for two years. Ms. Hale was elected to the committee in place of Ingrid Solberg. Mr. Dimitrov continues as auditor, with Leonie Brandt as the second.

Any other business. Mr. Penrose proposed a neighbourhood tool library in the former coal cellar and will draw up a list. The summer party takes place on 12 July. The next annual meeting was fixed for the third Thursday of February. The meeting closed at twenty to ten.`;

export const longHomeNotes: readonly CorpusNote[] = [
  {
    key: "cottage",
    source: "home",
    tags: ["manual", "cottage"],
    description: "House manual of the family cottage for guests",
    content: cottageManual,
  },
  {
    key: "residents",
    source: "home",
    tags: ["minutes", "meeting"],
    description: "Minutes of the annual residents' meeting at Birch Court",
    content: residentsMinutes,
  },
];
