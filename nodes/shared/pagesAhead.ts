/**
 * The entries of a list that comes in pages: while those of one page are handled, the next is fetched. No more than
 * these two are held, and none is fetched that the limit makes unnecessary.
 * @param limit how many entries are wanted; undefined for all
 * @throws what the pages throw, after the entries that came before
 */
export async function* entriesAhead<T>(pages: AsyncIterable<T[]>, limit?: number): AsyncIterable<T> {
	const source = pages[Symbol.asyncIterator]();
	const fetch = () => {
		const page = source.next();
		// Whoever does not get to the next page must not end the process with what became of it.
		page.catch(() => undefined);
		return page;
	};
	let wanted = limit ?? Infinity;
	let next: ReturnType<typeof fetch> | undefined = fetch();
	try {
		while (next !== undefined) {
			const page: IteratorResult<T[]> = await next;
			if (page.done) return;
			wanted -= page.value.length;
			next = wanted > 0 ? fetch() : undefined;
			yield* page.value;
		}
	} finally {
		// Not awaited: a page that is on its way would hold up the end.
		source.return?.()?.catch(() => undefined);
	}
}
