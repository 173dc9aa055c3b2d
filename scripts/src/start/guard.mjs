/**
 * Loaded before each part (`--import`): ends the part when the supervisor is gone, however that came.
 *
 * The channel to the supervisor closes even when that is killed outright. Workers load this too and have no channel. Nothing is imported: it
 * would be a part of every start.
 */
const graceMilliseconds = 5000

const channel = channelOfProcess()
if (channel) {
  channel.unref()
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
