/** An instance of the site as far as it tells the others how far it is: without Redis, and with no pages. */
import {onTestFinished} from 'vitest'
import {Instances, type InstancesOptions} from '../../web/src/fleet/instances.ts'

/** What Redis would do when `id` says `about` itself (nothing when it leaves): gives each one's name and words, one after the other. */
export type Meet = (id: string, about: string) => Promise<string[]>

/** The instance, ended with the test, and the log of marks that it reads, in which nothing moves unless a test moves it. */
export function anInstance(meet: Meet, options: Partial<InstancesOptions> = {}) {
  const log = {
    door: {
      isReachable: true,
      run: async (_script: string, _keys: string[], [id, about]: (string | number | Buffer)[]) => [
        'epoch',
        ...(await meet(String(id), String(about))),
      ],
    },
    epoch: 'epoch',
    position: 0,
    isJoined: true,
    waiting: 0,
    key: (one: string) => one,
    rejoin: async () => undefined,
    replay: async () => undefined,
  }
  const usual = {log, name: 'one', failing: () => [], met: async () => undefined}
  const instances = new Instances({...usual, ...options})
  onTestFinished(() => instances.close())
  return {instances, log}
}
