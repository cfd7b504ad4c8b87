import { agentDraft } from './agentDraft';
import { archive } from './archive';
import { bothTriggers } from './both';
import { intake } from './intake';
import { minimalExamples, type Example } from './minimal';
import { reliableSend } from './reliableSend';
import { rowToFax } from './rowToFax';

/** All examples, as they are built. */
export function allExamples(): Example[] {
	return [
		...minimalExamples(),
		agentDraft(),
		archive(),
		bothTriggers(),
		intake(),
		reliableSend(),
		rowToFax(),
	];
}
