interface Order {
  readonly id: number;
  readonly name: string;
  readonly given: unknown;
}

/** Makes this process a driver: it does what it is asked to until whoever started it is gone. */
export function takeOrders(work: Readonly<Record<string, (order: never) => Promise<unknown>>>): void {
  process.on("message", ({ id, name, given }: Order) => {
    const run = work[name];
    if (run === undefined) throw new Error(`There is no order ${name}`);
    run(given as never).then(
      (result) => process.send?.({ id, result }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
  });
  process.on("disconnect", () => process.exit());
}
