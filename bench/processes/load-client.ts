import { FIRST_ID, type LoadOrder, type LoadResult } from "../harness/load-order.ts";
import { openConnection, type RawConnection, toRequest } from "../harness/raw-client.ts";

interface State {
  nextId: number;
  answers: number;
}

async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const connections = await Promise.all(
    Array.from({ length: order.connections }, () => openConnection(order.port)),
  );
  try {
    const state: State = { nextId: FIRST_ID, answers: 0 };
    const startedAt = performance.now();
    const until = startedAt + order.seconds * 1000;
    await Promise.all(connections.map((connection) => repeat(connection, order, state, until)));
    const seconds = (performance.now() - startedAt) / 1000;
    return { rate: state.answers / seconds, answers: state.answers };
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function repeat(
  connection: RawConnection,
  { headers, body }: LoadOrder,
  state: State,
  until: number,
): Promise<void> {
  const request = toRequest("POST", "/mcp", headers, body);
  const idAt = request.indexOf(`"id":${FIRST_ID}`) + '"id":'.length;
  for (let first = true; first || performance.now() < until; first = false) {
    request.write(String(state.nextId), idAt, "latin1");
    state.nextId += 1;
    const answer = await connection.send(request);
    if (answer.status !== 200 || (first && !isGood(answer.body.toString()))) {
      throw new Error(`Wrong answer: ${answer.head}\n${answer.body.toString().slice(0, 500)}`);
    }
    state.answers += 1;
  }
}

function isGood(body: string): boolean {
  return body.includes('"structuredContent"') && !body.includes('"isError":true');
}

process.on("message", (order: LoadOrder) => {
  runLoad(order).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
