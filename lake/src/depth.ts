/** How deeply JSON is nested: found out level by level and not by recursion, which is what a hostile body is made to overflow. */
export function isDeeper(value: unknown, limit: number): boolean {
  let level = [value]
  for (let depth = 0; level.length; depth++) {
    if (depth > limit) return true
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    )
  }
  return false
}
