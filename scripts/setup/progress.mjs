/**
 * Progress that is visible all the while: a moving line on a terminal, a plain line every few seconds elsewhere.
 *
 * Everything goes to one stream (standard error by default), so that standard output stays free for results.
 */
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const plainEvery = 10_000

/**
 * @typedef {object} Progress
 * @property {(text: string) => void} line      print one line
 * @property {(text: string) => Step} step      begin something that takes a while
 *
 * @typedef {object} Step
 * @property {(detail: string) => void} note    what is going on inside, shown behind the step's text
 * @property {(text?: string) => void} done
 * @property {(text?: string) => void} failed
 */

/**
 * @param {NodeJS.WriteStream} [stream]
 * @returns {Progress}
 */
export function createProgress(stream = process.stderr) {
  const moving = Boolean(stream.isTTY) && !process.env.CI && process.env.TERM !== 'dumb'
  /** @type {((erase: boolean) => void) | null} */
  let redraw = null

  /** @param {string} text */
  const line = (text) => {
    redraw?.(true)
    stream.write(`${text}\n`)
    redraw?.(false)
  }

  /** @param {string} text */
  const step = (text) => {
    const started = Date.now()
    let detail = ''
    let frame = 0
    const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`

    /** @param {boolean} erase */
    const draw = (erase) => {
      if (erase) return void stream.write('\r\x1b[2K')
      const words = `${frames[frame++ % frames.length]} ${text} (${seconds()}) ${detail}`
      stream.write(`\r\x1b[2K${words.slice(0, (stream.columns ?? 80) - 1)}`)
    }

    if (moving) {
      draw(false)
      redraw = draw
    } else stream.write(`- ${text} …\n`)
    const timer = setInterval(
      () => (moving ? draw(false) : stream.write(`  still at it (${seconds()}) ${detail}\n`)),
      moving ? 100 : plainEvery,
    )
    timer.unref?.()

    /**
     * @param {string} sign
     * @param {string} words
     */
    const end = (sign, words) => {
      clearInterval(timer)
      if (redraw === draw) redraw = null
      if (moving) draw(true)
      stream.write(`${sign} ${words} (${seconds()})\n`)
    }
    return {
      /** @param {string} words */
      note: (words) => {
        detail = words.trim()
      },
      done: (words = text) => end('✓', words),
      failed: (words = text) => end('✗', words),
    }
  }
  return {line, step}
}
