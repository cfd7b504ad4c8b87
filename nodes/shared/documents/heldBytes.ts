/** How much is held for all documents of this process together, in bytes. */
export const MOST_HELD = 32 * 1024 * 1024;

let held = 0;

/** A document that is never sent, because the run failed before, gives its place back when it is forgotten. */
const forgotten = new FinalizationRegistry<number>((size) => void (held -= size));

/**
 * Holds the bytes of a small document between the check of all items and its sending, unless too many are held already.
 * @returns takes them out: once, and undefined when they were not held or have been taken
 */
export function holdBytes(bytes: Buffer): () => Buffer | undefined {
	if (held + bytes.length > MOST_HELD) return () => undefined;
	const size = bytes.length;
	let content: Buffer | undefined = bytes;
	held += size;
	const take = () => {
		if (content === undefined) return undefined;
		const taken = content;
		content = undefined;
		held -= size;
		forgotten.unregister(take);
		return taken;
	};
	forgotten.register(take, size, take);
	return take;
}

/** How much is held now, in bytes. */
export const bytesHeld = (): number => held;
