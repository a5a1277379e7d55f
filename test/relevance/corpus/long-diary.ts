import type { CorpusNote } from "./types.ts";

const icelandDiary = `Travel diary, Iceland, eleven days in June with Judith, Kaspar and the old station wagon. I write in the evenings, mostly tired, so forgive the spelling.

Day one. The ferry came into Seyðisfjörður at nine in the morning between walls of snow and green. The customs officer wanted to know whether we carried riding gear, because of the horses, and let us go when Kaspar showed him three pairs of hiking boots. We drove over the pass in fog and came out into such a light that nobody spoke until Egilsstaðir. Camped by the lake. Soup from the bag, but with fresh bread from the petrol station. At midnight one could still read.

Day two. Up north across the desert of Möðrudalur, black and brown, the emptiest thing I have ever seen. The highest farm of the island sells doughnuts and has a little church that the farmer built in memory of his wife. At Dettifoss we were wet within a minute. Judith lost the lens cap in the spray and laughed about it for an hour. The gravel road on the eastern side was dreadful, and something under the car has rattled ever since. Night at Mývatn in the wind, midges in the tea.

Day three. Rest day, as far as that is possible with Kaspar. In the morning the fields of boiling mud at Hverir, which smell as if a giant had forgotten his eggs. In the afternoon the warm baths, blue as milk and half as expensive as the famous ones in the south. There I left my glasses on a bench and had them back within ten minutes, brought by a girl who had seen me squinting. Cooked char on the gas stove, bought from the smokehouse of an old woman who explained to us that birch is wrong and only dung is right.

Day four. The rattling turned out to be the exhaust. In Akureyri a mechanic called Sigurjón put the car on the lift, whistled, and welded the bracket while we waited in the bakery across the road. He charged eight thousand krónur and would not take a tip, but he did take the jar of plum jam from Judith's mother. He said that we should check the oil every other day on such roads. We did the botanical garden afterwards, where blue poppies were in flower that I had only known from books. In the evening a concert in the church, one cello, very cold feet.

Day five. Whales from Hauganes in a wooden boat that used to fish cod. Three humpbacks, one of them so close that we could smell its breath, which is not a thing one needs to do twice. Kaspar was seasick and claimed it was the liquorice. Slept on a farm in Skagafjörður, in real beds. The farmer's daughter showed us the tölt on a chestnut mare; Judith got up on a quiet gelding called Mosi and looked happier than at our wedding, which I was told not to write down.

Day six. Long drive to the Westfjords, six hours of gravel, one seal per bay. In Hólmavík we saw the museum of sorcery with the trousers of which I shall say nothing. Diesel is dear out here, and two of the pumps accept only cards with a code, so Kaspar's was useless. The pass to Djúpavík was still open on one lane with snow as high as the roof on both sides. The old herring factory stands there like a stranded ship. We stayed in the house for the former factory women, narrow stairs, a library of thrillers in five languages. Dinner was cod's cheeks in butter and I could have wept.

Day seven. The hot pot at Krossnes lies right at the sea's edge, a concrete basin with water from the slope at forty degrees, while the waves of the Arctic come in ten steps below. We stayed for two hours. A retired postman from Ísafjörður sat with us and recounted how he had delivered letters on skis for thirty winters, and once a piglet. On the way back a flat tyre, front left, on the most beautiful bend of all. The jack sank into the gravel until we put the chopping board beneath it. The board did not survive.

Day eight. New tyre in Búðardalur, second-hand, twelve thousand. Rain, rain, rain. We bought lopapeysas in the cooperative shop, the scratchy kind, since the woman there said that a sweater that does not scratch does not warm. Mine is grey with a yellow yoke. In the evening we quarrelled about the route, Judith for the glacier, Kaspar for the lava caves, I for a dry bed; the dry bed won because it was also the cheapest.

Day nine. Snæfellsnes. The glacier showed itself for a quarter of an hour around noon, enough for everybody to be right. We walked from Arnarstapi to Hellnar along the cliffs with kittiwakes screaming underneath, ate fish soup in the tiny café at the end and walked back. Terns attacked Kaspar's hat; one holds up a stick, then they peck at the stick. In Stykkishólmur we learned that the boat across the bay is full until Sunday.

Day ten. South after all. The geysers with nine coaches, the waterfall with eleven. I was grumpy until we turned into the small valley of Reykjadalur and walked for an hour to the warm river, where one lies down in the current between wooden screens and looks up into the drizzle. Lamb sausages with raw onions at the kiosk. Counted our money in the tent: of the two thousand euros we have three hundred and ten left, and the ferry is paid.

Day eleven. The whole south coast in one go, because the ferry does not wait. The black beach at Vík, puffins like badly dressed waiters, the long bridge over the sand. At Jökulsárlón we allowed ourselves one hour: the ice creaks, turns over and is suddenly as blue as ink. Arrived in Seyðisfjörður at two in the morning, in daylight. What I would do differently: two spare tyres, fewer tins, more time in the Westfjords, and no liquorice for Kaspar.`;

const allotmentJournal = `Garden journal of plot 58. I keep it so that I do not make the same mistakes every year, but new ones.

January. Ground frozen hard, nothing to do but sharpen tools and read catalogues. Ordered seeds with Winnie from plot 60 in order to share the postage: leeks, two sorts of beetroot, the climbing beans called Cosse Violette, and against my principles an F1 cauliflower. The shed door hangs crooked since the storm on the sixth. Put new hinges on the shopping list. Paid the rent for the plot, seventy-two pounds, due at the end of the month.

February. Pruned the two apple trees on a dry day. The Bramley had canker on one of the main branches, which I cut back to clean wood, and I burned the cuttings. The old pear I left alone. Sowed broad beans under fleece and onions in trays on the window sill of the bedroom, where the heating is lowest. The committee sent round the new water rules: hoses only before nine in the morning and after six, and no sprinklers at all. Mice had eaten the labels, of all things.

March. Collected two barrow loads of horse manure from the riding school in Tanner's Field; it is free if one mucks out a box in exchange. Spread it on the potato bed and on the rhubarb, not on the carrots, which fork in fresh manure, as I learned in 2019. Turned the compost. A slow-worm lives in the left-hand bin, so from now on I use the fork there carefully, or better not at all. First chitted potatoes, Charlotte and Pink Fir Apple, went into the ground on the 28th, a little early. Frost on the 30th, of course.

April. Dry and windy. Pigeons got the first peas, every single one, so I put up netting on hazel poles, and this time I pegged it down at the bottom. Winnie's trick with the tomatoes: she buries the stem sideways up to the first leaves, and the plants come out twice as strong. Tried it with six out of twelve to compare. Sold nothing at the plant swap but came home with three lavenders, a gooseberry that is said to be mildew-resistant, and a cold.

May. The big rains. Slugs in numbers I have not seen since the flood year. What worked: going out with the lamp after ten and collecting them by hand, forty to sixty each evening in the first week. What did not work: coffee grounds, eggshells, copper tape and the advice of the man from plot 12. Nematodes watered in on the 14th, when the soil had reached ten degrees; by the end of the month there was hardly a bite on the lettuces. They cost fourteen pounds for the whole plot and are worth twice that. Planted out leeks and brassicas, collars round the latter on account of the root fly.

June. Strawberries from the 7th on, two kilos every other day, jam until the cupboards were full. The netting over the currants had a hole as big as a fist and a blackbird in it, furious but unharmed. Earthed up the potatoes twice. The six tomatoes that were laid sideways are clearly ahead, so Winnie was right, and she knows it. A hosepipe was stolen from plot 31, therefore the gate code changes every month from now on and hangs in the notice case, inside.

July. A fortnight in the Lake District, during which Mr. Osei watered for us in exchange for all the courgettes he could carry. He could carry nine. On our return the beans were two metres tall, purple and already stringy at the bottom. Picked, blanched and froze four kilos. Blight warning on the 22nd: I cut off all the potato haulm on the same day and left the tubers in the ground for three weeks, so that the skins set and the spores on the surface died. Not one rotten potato afterwards, whereas the neighbours lost half of theirs. Definitely do this again.

August. Harvested the onions, dried them on the roof of the shed and plaited them, badly. Water butt empty twice. Wasps in the shed roof, in a nest as large as a football; the committee's rule is to leave them until the frost if nobody has an allergy, so I kept the tools at Winnie's. Took second prize for beetroot in the show. The first prize went to the man from plot 12, who buys his.

September. The cauliflower is a wonder, white and tight, which annoys me. Saved seed of the climbing beans and of the yellow tomato whose name no one remembers; the envelopes are in the biscuit tin, dated. Sowed green manure, phacelia and rye, on every empty bed before the 20th. Storm brought down half of the Bramley's apples. Made twenty-two litres of juice with the association's press, which can be borrowed for five pounds a day from the secretary, on production of a deposit of thirty.

October. Dug up the last Pink Fir Apple, knobbly as ever. Planted garlic on the 19th, two rows of Germidour at a distance of fifteen centimetres. Divided the rhubarb, one half to Winnie. Repaired the shed door at last, with the hinges bought in January. Insulated the tap with an old sleeping bag, since last year's burst pipe cost the association four hundred pounds.

November. Leaves, leaves, leaves. Filled three wire cages for leaf mould. The bonfire is permitted only from the 5th to the 30th and only after sunset, and hedgehogs must be looked for first; found one, carried it in a bucket to the brushwood behind the pear. Greased the tools.

December. Leeks and sprouts for the Christmas dinner, parsnips after the first frost, sweeter by far. Sum of the year: ninety-six kilos weighed, twelve notebooks' worth of talk across the hedge, one cracked rib from the ladder, which is not to be leaned against the pear again. For next year: fewer courgettes, earlier nematodes, no potatoes before April.`;

const grandfatherTalk = `Conversation with Grandfather Anselm on his ninety-first birthday, recorded in his kitchen and written down the week after. I have left out my questions and most of the pauses.

We lived above the saddler's shop in the Lower Lane, five children in two rooms, and the smell of leather went into everything, even into the bread. My father was the saddler's journeyman. He could neither sing nor dance, but he could sew a seam that held a cart horse. On Saturdays we were bathed one after the other in the zinc tub, the cleanest first, and as I was the youngest but one I know exactly how grey water can be. My mother took in washing from the inn. She had forearms like a blacksmith and read novels at night, standing up, beside the stove, because if she had sat down she would have fallen asleep.

School I liked, though nobody believed me. The teacher, Mr. Rademacher, had lost an arm and wrote on the blackboard with the other so beautifully that I still see it. He lent me an atlas for a whole summer. I copied all the rivers of Africa onto wrapping paper, and when the paper was used up I went on to the margins of the newspaper. He wanted me to go to the grammar school in the town. There was a scholarship, but one needed shoes for it, good ones, and the shoes went to my brother Kilian, who was starting at the post office.

So at fourteen I was apprenticed to the clockmaker Tiedemann at the corner of the market place. Three and a half years, no wages in the first, a dinner a day. For the first six months I was only allowed to sort screws. Tiedemann said that a clockmaker who cannot wait should become a baker. He was right about most things, except for his third wife. My journeyman's piece was a carriage clock with a repeating mechanism, and it is the one that stands on the dresser in your mother's house and runs four minutes slow, since none of you oils it.

The church clock, that is a story. In the winter of the great snow the hands froze fast at twenty past five, and the pastor was getting nervous because of Christmas. I was the lightest, so they tied a rope round me and let me out through the louvre with a kettle of hot water and a goose feather dipped in oil. When the ice came off, the minute hand jumped and knocked the kettle from my hand, and it flew over the whole market square and went through the awning of the fishmonger. He kept the kettle for years and showed it to people for a penny. But the clock was going. The pastor gave me a goose, of which I got the neck.

I met your grandmother Rosalind in the ferry queue. I had been sent across the river to repair the station clock, and she was going to the eye clinic with her aunt. The aunt had a parrot with her in a covered cage, which swore in Portuguese, and Rosalind was blushing although nobody but me could have known what it meant, and I did not know either, I only guessed from the melody. I asked whether I might carry the cage. I carried it for three miles. When we got married, two years later, the parrot was the first wedding present, and it lived to see your father start school.

We rented the little house by the lock in the year of the flood, and it was cheap for that reason. The water stood in the kitchen up to the third drawer; you can see the line on the dresser to this day, I never let anybody sand it off. We carried the clocks up to the attic, forty-three of them, customers' property all of it, and I lay up there on the boards and listened to them ticking, every one a little differently, and underneath the water. Rosalind cooked on a spirit burner on the stairs. She said it was like living in a music box that someone had dropped into a pond. On the fourth day the ferryman came to the window and brought bread and the newspaper, and the newspaper was about the flood.

The business was never large. When the quartz watches came, the others closed, one after the other, and I learned to repair barometers, musical boxes and in the end even the scoreboard of the football club. A collector from Antwerp wanted to buy the workshop bench with all its drawers; he offered more than I earned in a year. I told him that the bench belonged to Tiedemann's shop and had to stay in the town, and later I gave it to the museum, where it stands behind a rope with a wrong label. It says walnut. It is pear wood. I wrote to them twice.

What I regret? The atlas. Mr. Rademacher died while I still had it at home, and I was too ashamed to bring it to the widow, because of a coffee stain on Abyssinia. It lies in the bottom drawer under the tablecloths. You shall have it, on condition that you travel to at least one of the rivers. And I regret that I never learned to swim, with the lock in front of the door for forty years.

What I am proud of, that is easier. That none of my clocks ever came back within the year. That Rosalind laughed every day, even in the last winter at St. Gertrude's, when she called the doctor by the name of the parrot. That your father became a teacher and not a clockmaker, though I said something different at the time. And that I can still thread a needle without glasses, hand me that, I will show you. Now switch off the machine, the cake is not for listening.`;

export const longDiaryNotes: readonly CorpusNote[] = [
  {
    key: "iceland",
    source: "travel",
    tags: ["diary", "iceland"],
    description: "Travel diary of eleven days in Iceland",
    content: icelandDiary,
  },
  {
    key: "allotment",
    source: "hobby",
    tags: ["garden", "journal"],
    description: "Garden journal of plot 58, month by month",
    content: allotmentJournal,
  },
  {
    key: "grandfather",
    source: "family",
    tags: ["memories"],
    description: "What Grandfather Anselm told on his birthday",
    content: grandfatherTalk,
  },
];
