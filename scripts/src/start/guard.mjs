/**
 * Loaded before each part (`--import`): ends the part when the supervisor is gone, however that came, and answers the supervisor's question
 * whether it still runs (`heartbeat.ts`).
 *
 * The channel to the supervisor closes even when that is killed outright. Workers load this too and have no channel. Nothing is imported: it
 * would be a part of every start.
 */
const graceMilliseconds = 5000

const channel = channelOfProcess()
if (channel) {
  process.on('message', (message) => {
    if (message === 'are you there?') process.send?.('yes', undefined, undefined, () => undefined)
  })
  channel.unref() // last: whoever listens would keep the process
  process.once('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMilliseconds).unref()
    process.kill(process.pid, 'SIGTERM')
  })
}

/** A worker may not even ask for it. */
function channelOfProcess() {
  try {
    return process.channel
  } catch {
    return undefined
  }
}
