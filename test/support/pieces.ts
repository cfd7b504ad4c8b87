/** A text or bytes cut at these places; places beyond its end count as the end. */
export function cutAt<T extends string | Buffer>(whole: T, places: readonly number[]): T[] {
	const borders = [0, ...places.map((place) => Math.min(place, whole.length)), whole.length].sort(
		(a, b) => a - b,
	);
	return borders.slice(1).map((border, index) => whole.slice(borders[index], border) as T);
}
