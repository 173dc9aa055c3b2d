/**
 * Which pages of a long list one page leads to: both ends, those beside it, and those half-way to either end. Whoever looks for one of 500
 * is there after some ten steps; from page to page it would be hundreds.
 */

/** Numbers of pages in their order; `undefined` where some are left out. Depends on nothing but the page and how many there are. */
export function stepsFrom(page: number, pages: number): (number | undefined)[] {
  const halfWay = (end: number) => Math.round((page + end) / 2)
  const wanted = [1, halfWay(1), page - 1, page, page + 1, halfWay(pages), pages]
  const shown = [...new Set(wanted)]
    .filter((one) => one >= 1 && one <= pages)
    .toSorted((a, b) => a - b)
  return shown.flatMap((one, index) => {
    const between = one - (shown[index - 1] ?? one) - 1
    if (between < 1) return [one]
    return between === 1 ? [one - 1, one] : [undefined, one] // a number takes no more room than what says that it is missing
  })
}
