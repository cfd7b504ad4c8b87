/**
 * Finds something out once in a run of a node, and forgets it with the run. A run is told by its context, which n8n
 * makes anew for each.
 * @param of what is to be found out; it must be the same whenever it is asked in the run
 */
export function perRun<Context extends object, Value>(
	of: (context: Context) => Value,
): (context: Context) => Value {
	const known = new WeakMap<Context, { value: Value }>();
	return (context) => {
		const found = known.get(context) ?? { value: of(context) };
		known.set(context, found);
		return found.value;
	};
}
