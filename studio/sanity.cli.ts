/** What `sanity build` needs. The project and dataset are settings of a running Studio, so none is named here. */
import {defineCliConfig} from 'sanity/cli'
import {stylesFromHere} from './src/build/bringHome.ts'

export default defineCliConfig({
  deployment: {autoUpdates: false},
  reactStrictMode: false,
  vite: {build: {target: 'es2023', chunkSizeWarningLimit: 8000}, plugins: [stylesFromHere]},
})
