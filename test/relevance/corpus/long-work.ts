import type { CorpusNote } from "./types.ts";

const checkoutRunbook = `This runbook is for the person on call for the checkout service. It assumes that you have been woken up, that you are alone, and that you have not touched this service for months. Read the symptom headings first, then the one section that fits. Everything that changes production is marked; everything else is safe to try.

What the service does. Checkout takes a basket, reserves the goods in the warehouse, charges the customer through one of two payment providers and hands an order to fulfilment. It has three parts: the web process that customers talk to, the worker that speaks to the providers, and the reconciler, which runs every ten minutes and repairs orders that got stuck half way. All three share one Postgres database and one queue. The service has no state on disk, so restarting a process is always safe, as long as you do it one at a time.

Where to look. The dashboard named Checkout Overview shows orders per minute, the share of failed payments and the depth of the queue. On a normal weekday we see between forty and ninety orders a minute, in the week before Christmas three times as many. Fewer than five orders a minute during the day means that something is wrong, even if no alarm has been raised. Logs are searchable for thirty days. Search by order number rather than by customer, because customer names are masked.

Symptom: payments fail with one provider. Look at the provider's status page before you do anything. If the failures are all of one kind, for example declined cards from a single country, it is usually fraud screening and not ours to solve; write to the payments channel and go back to bed. If more than a fifth of the payments fail for ten minutes, move the traffic to the other provider. This changes production: set the routing weight of the failing provider to zero in the admin panel under Payment Routing, press Apply and wait for two minutes, since the workers refresh the weights only every ninety seconds. Do not stop the worker, as payments in flight would be charged twice. Put the weight back in the morning, after the provider has confirmed the recovery in writing.

Symptom: the queue grows. A depth of more than five thousand messages sends the alarm. Check whether the workers are alive at all; each one logs a heartbeat per minute. If they are alive but slow, the cause has nearly always been the database: look for a long transaction, most often a report started by the finance team on the primary instead of the replica. You may terminate a report without asking. You may not terminate anything whose application name begins with ledger, because a half-written ledger has to be repaired by hand and that took us nine hours in May. If the database is healthy, scale the workers from four to eight; more than twelve exceeds the connection limit of the pooler and makes everything worse.

Symptom: customers see an empty basket. The baskets live in Redis with a lifetime of three days. When the memory is full, Redis throws away the oldest baskets, which nobody notices, or refuses writes, which everybody notices. Look at the memory graph. A sudden jump comes from a crawler that opens a basket on every page; the web team can block it at the edge, their rota is in the phone list. A restart of Redis empties all baskets and costs roughly a day of revenue in abandoned purchases, so it is the very last resort and needs the consent of the duty manager.

Symptom: orders are paid but do not arrive at the warehouse. The reconciler should pick them up within twenty minutes. If it does not, look for the line "lease held by another instance" in its log. After an unclean shutdown the lease stays in the table for an hour. This changes production: delete the row named reconciler from the table of leases, then watch the next run. Expect a burst of late confirmations to customers, and warn the support team beforehand, since they will be asked about it. Should the warehouse interface itself be down, pause the handover with the switch Hold Fulfilment; orders are kept for five days and are sent in the original sequence when the switch is released.

Symptom: certificates. The certificate of the provider's callback address is renewed automatically three weeks before it expires. In January the renewal failed because the DNS challenge pointed to the old account. If the alarm says fewer than seven days, open the certificate page, press Renew Manually and choose the account called edge-dns. The callback is down for a few seconds, the providers repeat their calls, so nothing is lost.

Deployments and rollback. Deployments happen from Monday to Thursday before four in the afternoon. To roll back, choose the previous release in the deployment tool and press Promote. Migrations are always written so that the previous release works with the new schema, therefore never roll back a migration by hand. If two releases back are needed, call the author first, because feature switches may have to be changed as well. After every rollback write three sentences in the channel: what was seen, what was done, what is still open.

Refund storms. Twice in the past a marketing code with a wrong limit made thousands of orders cost nothing. Stop the code in the campaign tool, not in checkout. Orders that have not left the warehouse can be cancelled in bulk with the script named cancel_free_orders, which asks twice and prints the number of affected orders before it acts. Refunds above ten thousand pounds in a day are held by the bank until someone from finance confirms them by telephone; the number and the code word are in the safe of the vault under bank-callback.

Whom to call. First the second person on the rota, who is expected to answer within fifteen minutes. Then the duty manager, for everything that costs money or reaches the press. The database team is on call around the clock, the warehouse only from six until ten in the evening. After an incident, sleep first: the person who was called out at night starts at noon on the next day, and the review takes place within five working days without looking for someone to blame.`;

const catalogueMinutes = `Notes of the project meeting on the move of the city library to the new catalogue, second of June, nine thirty until noon, written by Hanna. Present: Beatriz from the vendor, Colm from the IT department, Mrs. Sundaram for the branches, Felix for the music collection, Yusuf for the archive, and the director for the first hour. Apologies from the children's department.

State of the migration. Colm has run the third trial import. Of 612,000 records, 604,300 came across cleanly, which is better than the second trial by almost thirty thousand. The rest falls into three heaps: scores without a composer in the proper field, periodicals whose volumes had been entered as free text in the nineties, and some nine hundred duplicates of bestsellers that were ordered by several branches at the same time. The import takes eleven hours; with the indexes switched off during loading Colm expects seven. The final import must therefore fit into one night and a Sunday.

Scores. Felix showed examples. In the old system many arrangements were catalogued under the arranger, so that a search for Schubert would miss about a third of the songs. The vendor's rule would move arrangers automatically into a secondary field, but it gets the opera extracts wrong. We decided that the rule is applied to everything except the shelf marks beginning with Op, and that Felix and a student check these four thousand records by hand until the end of August. The student is paid from the remainder of the digitisation grant; Mrs. Sundaram will ask the foundation whether that is permitted.

Periodicals. There was no agreement. Yusuf would rather have no volume information than a wrong one. The branches need it for interlibrary loans. In the end it was decided to import the free text as a note, invisible to the public, and to enter volumes afresh only for the 140 titles that are still running. For closed titles the note must suffice. This is to be looked at again one year after the launch.

Readers' accounts. The data protection officer has approved the transfer of names, addresses and current loans, but not of the borrowing history. Readers who want to keep their history can download it from the old system until the 30th of September, after which it will be erased. Beatriz suggested a banner on the web page; the director wants a letter as well, because many of the older readers never see the page. The letter will also explain the new card numbers. Old cards keep working at the machines for a year. PIN codes cannot be transferred since they are stored in a form nobody can reverse, so everybody receives the birth date as a first code and must change it at the first login. Colm was unhappy about that. It was agreed that accounts that have not changed the code after sixty days are locked for online use.

Fees. The opportunity will be used to simplify the fees. Overdue charges for children are abolished. For adults they stay at twenty pence a day with a maximum of six pounds per item. Reservations become free of charge, which costs us about nine thousand pounds a year according to the treasurer, but saves a good deal of arguing at the desk. Lost cards cost three pounds. The director will bring this before the council's culture committee on the nineteenth; without its consent the old table will be set up in the new system.

Self-service machines. The machines in the main building speak the protocol of the new catalogue already, those in the branches of Eastfield and Quarry Hill do not. The manufacturer offers a converter for 1,900 pounds per machine, delivery in ten weeks. As both branches are to be refurbished next year, it was decided not to buy converters but to issue books by hand with a scanner during the transition. Mrs. Sundaram asked for two additional temporary staff on Saturdays for that time. The director agreed to one.

Book van. The van has no reliable connection in the valley villages. Beatriz demonstrated the offline mode: loans are kept on the tablet and sent later, reservations are not possible. Renewals made while offline can collide with a reservation made elsewhere, in which case the reservation wins and the driver gets a list of people to telephone. The drivers tried it on the tour in May and found it tolerable, apart from the battery, which lasted barely four hours. Colm orders a charging cradle for the dashboard.

Training. All forty-six colleagues receive half a day of general training in September and those at the information desk a second half day about searching. Beatriz gives the first two courses, afterwards our own multipliers take over. The practice system will be filled with real titles but invented readers. Felix asked for a separate hour about scores. The recordings of the courses are kept in the staff folder.

Launch. The old catalogue is closed on Friday the ninth of October at six in the evening; the libraries stay shut on Saturday and Monday, and the new one opens on Tuesday the thirteenth. Loans that would fall due in that week are extended by fourteen days. The decision whether to go ahead is taken on the first of October by the director, Colm and Beatriz together; the criteria are fewer than two hundred faulty records in the final trial, working machines in the main building and a tested way back. The way back is the old server, which stays untouched and switched on until Christmas.

Open points. Who answers the telephone during the closing days? What happens to the saved searches of the teachers? Yusuf wants the archive's finding aids to be searchable as well, which the vendor offers as a separate module for 7,500 pounds; postponed to the budget talks. Next meeting on the thirtieth of June, then with the children's department.`;

export const longWorkNotes: readonly CorpusNote[] = [
  {
    key: "runbook",
    source: "work",
    tags: ["runbook", "checkout"],
    description: "On-call runbook of the checkout service",
    content: checkoutRunbook,
  },
  {
    key: "catalogue",
    source: "work",
    tags: ["minutes", "library"],
    description: "Project meeting about the new catalogue of the city library",
    content: catalogueMinutes,
  },
];
