/**
 * Whoever started this process, watched: npm that is killed tells nobody, and neither does the shell that it put between.
 *
 * Only for a start by npm. A process that was put in the background by hand outlives its terminal on purpose.
 */
import {readFileSync} from 'node:fs'

const shells = /^(sh|dash|bash|ash|zsh|ksh)$/

/**
 * Call `gone` when npm, or the shell that runs npm's script, has ended.
 * @param {() => void} gone
 */
export function watchCaller(gone) {
  const parent = process.ppid
  const npm = shells.test(read(parent, 'comm')) ? parentOf(parent) : 0
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === 0 || parentOf(parent) === npm)) return
    clearInterval(timer)
    gone()
  }, 500)
  timer.unref()
}

/**
 * The parent of another process; 0 where the system does not tell.
 * @param {number} pid
 */
function parentOf(pid) {
  const stat = read(pid, 'stat')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
}

/**
 * @param {number} pid
 * @param {string} name
 */
function read(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8').trim()
  } catch {
    return ''
  }
}
