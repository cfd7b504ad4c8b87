import { archive } from './archive';
import { intake } from './intake';
import { minimalExamples, type Example } from './minimal';
import { reliableSend } from './reliableSend';

/** All examples, as they are built. */
export function allExamples(): Example[] {
	return [...minimalExamples(), archive(), intake(), reliableSend()];
}
