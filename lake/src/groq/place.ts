/** A query thread, what it does, and how much CPU time that has taken. */
import type {Job} from './pool.ts'
import type {Thread} from './thread.ts'

/** A thread that does not say its CPU time for so long is in native code, and is taken to have worked all the while. */
const DEAF_MS = 500

export interface Place {
  readonly thread: Thread
  readonly job: Job | undefined
  /** When it took its job, or became idle. */
  readonly since: number
  take(job: Job): void
  /** The job is done, and the thread says the CPU time it ever used; gives what the job used. */
  leave(cpu: number): number
  /** The job goes on elsewhere; the thread is about to end. */
  abandon(): void
  /** Ask the thread for its CPU time, unless it is being asked. */
  look(now: number): void
  /** The CPU time of its job, as far as known. */
  used(now: number): number
  /** Time passed in which no thread could work. */
  excuse(ms: number): void
}

export function createPlace(thread: Thread): Place {
  let job: Job | undefined
  let since = performance.now()
  /** The thread's CPU time before this job. */
  let before = 0
  let used = 0
  let lookedAt: number | undefined

  return {
    thread,
    get job() {
      return job
    },
    get since() {
      return since
    },
    take(next) {
      job = next
      since = performance.now()
      used = 0
      thread.ask(next.request)
    },
    leave(cpu) {
      const spent = cpu - before
      before = cpu
      job = undefined
      since = performance.now()
      return spent
    },
    abandon() {
      job = undefined
    },
    look(now) {
      if (lookedAt !== undefined) return
      lookedAt = now
      const asked = job
      void thread.cpu().then(
        (cpu) => {
          lookedAt = undefined
          if (job === asked) used = cpu - before
        },
        () => {}, // it ended
      )
    },
    used(now) {
      if (!job) return 0
      return lookedAt !== undefined && now - lookedAt > DEAF_MS ? now - since : used
    },
    excuse(ms) {
      since += ms
    },
  }
}
