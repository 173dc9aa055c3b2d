/**
 * What the site counts of its own work, for `/metrics`. Counting is always on, as it costs nothing; only the listener is a setting.
 */
import type {AskLake} from '../content/questions.ts'
import {Metrics} from './metrics.ts'

export class SiteWatch {
  readonly metrics = new Metrics()
  /** When a webhook was last worked off, in milliseconds since 1970. */
  lastWebhook: number | undefined
  readonly #webhooks = this.metrics.counter(
    'masthead_webhooks_total',
    'Deliveries of the webhook, by the status that they were answered with.',
  )
  readonly #invalidations = this.metrics.counter(
    'masthead_invalidations_total',
    'Changes of documents that cleared something, by who told of them.',
  )
  readonly #renders = this.metrics.counter(
    'masthead_renders_total',
    'Pages rendered again, or found to be as they were, by outcome.',
  )
  readonly #renderTime = this.metrics.histogram(
    'masthead_render_seconds',
    'How long a page took to render.',
  )
  readonly #questions = this.metrics.counter(
    'masthead_lake_queries_total',
    'Questions of the server itself to the lake, by outcome. Those of pages are in masthead_page_answers_total.',
  )
  readonly #questionTime = this.metrics.histogram(
    'masthead_lake_query_seconds',
    'How long the lake took for them.',
  )
  readonly #refreshes = this.metrics.counter(
    'masthead_front_cache_refreshes_total',
    'Pages that caches before the site were made to fetch again, by outcome.',
  )

  invalidated(by: 'webhook' | 'sweep' | 'instance'): void {
    this.#invalidations.add({by})
  }

  refreshed(worked: boolean): void {
    this.#refreshes.add({outcome: worked ? 'done' : 'failed'})
  }

  /** The webhook's handler, counted. */
  delivering(
    handler: (request: Request) => Promise<Response>,
  ): (request: Request) => Promise<Response> {
    return async (request) => {
      const answer = await handler(request)
      if (answer.ok) this.lastWebhook = Date.now()
      this.#webhooks.add({status: String(answer.status)})
      return answer
    }
  }

  /** Time a render. `isUnchanged`: did it turn out that none was needed? */
  async rendering<Answer>(
    render: () => Promise<Answer>,
    isUnchanged: () => boolean = () => false,
  ): Promise<Answer> {
    const start = performance.now()
    try {
      const answer = await render()
      this.#renders.add({outcome: isUnchanged() ? 'unchanged' : 'done'})
      return answer
    } catch (error) {
      this.#renders.add({outcome: 'failed'})
      throw error
    } finally {
      this.#renderTime.observe((performance.now() - start) / 1000)
    }
  }

  /** The same questions, counted. */
  asking(ask: AskLake): AskLake {
    return async (query, params) => {
      const start = performance.now()
      let outcome = 'failed'
      try {
        const answer = await ask<never>(query, params)
        outcome = 'done'
        return answer
      } finally {
        this.#questions.add({outcome})
        this.#questionTime.observe((performance.now() - start) / 1000)
      }
    }
  }
}
