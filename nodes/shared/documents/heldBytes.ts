/** How much is held for all documents of this process together, in bytes. */
export const MOST_HELD = 32 * 1024 * 1024;

let held = 0;

/** A document that is never sent, because the run failed before, gives its place back when it is forgotten. */
const forgotten = new FinalizationRegistry<number>((size) => void (held -= size));

/** The bytes of a small document between the check of all items and its sending. */
export interface HeldBytes {
	/** One more item will send it. */
	expectAnother(): void;
	/** The bytes, for one item; undefined when they were not held, or all have had them. */
	take(): Buffer | undefined;
}

/** Holds the bytes until one item has taken them, unless too many are held already. */
export function holdBytes(bytes: Buffer): HeldBytes {
	const size = bytes.length;
	let content = held + size > MOST_HELD ? undefined : bytes;
	let expected = 1;
	const holder: HeldBytes = {
		expectAnother: () => void expected++,
		take() {
			const taken = content;
			if (taken === undefined || --expected > 0) return taken;
			content = undefined;
			held -= size;
			forgotten.unregister(holder);
			return taken;
		},
	};
	if (content !== undefined) {
		held += size;
		forgotten.register(holder, size, holder);
	}
	return holder;
}

/** How much is held now, in bytes. */
export const bytesHeld = (): number => held;
