import type { Provider } from '../nodes/shared/provider';
import { receivable, type DemoDocument } from './documents';
import { DemoFax, type Direction } from './fax';
import { receiveFax } from './receiving';
import { sendFax } from './sending';
import { stageService, type Stage, type StagedService } from './stage';

/** The faxes of one service. */
export interface ServiceOutcome {
	provider: string;
	/** the name that people know */
	service: string;
	faxes: DemoFax[];
	/** why the service could not be tried at all */
	problem: string | null;
}

/** Called after every step of a fax. */
export type Watch = (fax: DemoFax) => void;

// Reserved for fiction; the last two digits up to 49 stand for delivery in the sandbox.
const recipient = (index: number): string => `+120255501${String(20 + (index % 30)).padStart(2, '0')}`;
const caller = (index: number): string => `+1202555${String(1000 + index).padStart(4, '0')}`;

/** All faxes that the demo is going to send and receive, none of them begun. */
export async function planDemo(
	documents: readonly DemoDocument[],
	providers: readonly Provider[],
	watch: Watch,
): Promise<DemoRun[]> {
	const incoming = await receivable(documents);
	return providers.map((provider) => new DemoRun(provider, documents, incoming, watch));
}

/** One service's part of the demo. */
export class DemoRun {
	readonly outcome: ServiceOutcome;
	private readonly sent: DemoFax[];
	private readonly received: DemoFax[];

	constructor(
		private readonly provider: Provider,
		private readonly documents: readonly DemoDocument[],
		private readonly incoming: readonly DemoDocument[],
		watch: Watch,
	) {
		const { name, displayName } = provider;
		const faxOf =
			(direction: Direction) =>
			({ fileName, sha256 }: DemoDocument): DemoFax =>
				new DemoFax(name, displayName, direction, fileName, sha256, watch);
		this.sent = documents.map(faxOf('sent'));
		this.received = incoming.map(faxOf('received'));
		this.outcome = {
			provider: name,
			service: displayName,
			faxes: [...this.sent, ...this.received],
			problem: null,
		};
	}

	/** Sends and receives all documents, side by side. Never rejects: what goes wrong is in the outcome. */
	async play(stage: Stage): Promise<void> {
		let service: StagedService;
		try {
			service = await stageService(stage, this.provider);
		} catch (error) {
			this.outcome.problem = error instanceof Error ? error.message : String(error);
			return;
		}
		await Promise.all([
			...this.sent.map(async (fax, index) => {
				const send = () => sendFax(stage, service, fax, this.documents[index], recipient(index));
				await fax.follow(send);
			}),
			...this.received.map(async (fax, index) => {
				const receive = () => receiveFax(stage, service, fax, this.incoming[index], caller(index));
				await fax.follow(receive);
			}),
		]);
	}
}
