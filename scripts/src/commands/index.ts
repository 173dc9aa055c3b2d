/** All commands, in the order in which they are listed. */
import {backup} from './backup.ts'
import type {Command} from './command.ts'
import {doctor} from './doctor.ts'
import {exportContent} from './export.ts'
import {importCommand} from './import.ts'
import {listSchedule, runSchedule} from './schedule.ts'
import {addUser, listUsers, removeUser} from './users.ts'
import {addWebhook, listWebhooks} from './webhooks.ts'

export const commands: Command[] = [
  importCommand,
  exportContent,
  backup,
  addUser,
  listUsers,
  removeUser,
  runSchedule,
  listSchedule,
  listWebhooks,
  addWebhook,
  doctor,
]
