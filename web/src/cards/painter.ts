/** Paints cards in a thread of their own: one after the other, a bounded number waiting, and no thread while there is nothing to do. */
import type {Worker} from 'node:worker_threads'
import type {CardFacts} from './card.ts'
import type {Order, Painted} from './paint-thread.ts'

const mostWaiting = 32
const idleFor = 20_000
const patience = 15_000

interface Job {
  order: Order
  done: PromiseWithResolvers<Buffer>
}

export class Painter {
  readonly #jobs: Job[] = []
  #worker: Worker | undefined
  #timer: NodeJS.Timeout | undefined
  #count = 0

  /** The picture as PNG, or nothing when too many wait already. Fails when it cannot be painted. */
  async paint(facts: CardFacts): Promise<Buffer | undefined> {
    if (this.#jobs.length >= mostWaiting) return undefined
    const job: Job = {order: {id: ++this.#count, facts}, done: Promise.withResolvers()}
    this.#jobs.push(job)
    if (this.#jobs.length === 1) this.#next()
    return job.done.promise
  }

  close(): void {
    this.#end(new Error('The site is stopping.'))
  }

  #next(): void {
    const [job] = this.#jobs
    clearTimeout(this.#timer)
    if (!job) {
      this.#timer = setTimeout(() => this.#end(), idleFor)
      this.#timer.unref()
      return
    }
    this.#timer = setTimeout(() => this.#end(new Error('The card took too long.')), patience)
    this.#timer.unref()
    this.#worker ??= this.#start()
    this.#worker.postMessage(job.order)
  }

  #start(): Worker {
    const {Worker} = process.getBuiltinModule('node:worker_threads') // not at a start, which paints nothing
    const worker = new Worker(new URL('paint-thread.ts', import.meta.url))
    worker.unref()
    worker.on('message', ({id, png, problem}: Painted) => {
      const [job] = this.#jobs
      if (job?.order.id !== id) return
      this.#jobs.shift()
      if (png) job.done.resolve(Buffer.from(png))
      else job.done.reject(new Error(problem))
      this.#next()
    })
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#end(error as Error)
    })
    return worker
  }

  /** Give up the thread, and with an error whoever waits for it. */
  #end(error?: Error): void {
    clearTimeout(this.#timer)
    void this.#worker?.terminate()
    this.#worker = undefined
    if (error) for (const {done} of this.#jobs.splice(0)) done.reject(error)
  }
}
