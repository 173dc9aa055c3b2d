/** Called by Next once, when it is loaded: the part of its build that renders readers' pages is handed to the front server. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const [{openRenderer}, {render}] = await Promise.all([
    import('./rendering/door.ts'),
    import('./rendering/render.tsx'),
  ])
  openRenderer(render)
}
