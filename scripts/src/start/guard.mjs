/**
 * Loaded before each part (`--import`): ends the part when the supervisor is gone, however that came.
 *
 * The channel to the supervisor closes even when that is killed outright. Workers load this too and have no channel.
 */
import {isMainThread} from 'node:worker_threads'

const graceMilliseconds = 5000

if (isMainThread && process.channel) {
  process.channel.unref()
  process.once('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMilliseconds).unref()
    process.kill(process.pid, 'SIGTERM')
  })
}
