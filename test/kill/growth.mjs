/*
 * test/kill/growth.mjs ZHIBU MINUTES [REQUESTS_A_SECOND]: mixed load, a tenth of it writes; the server stays below 60 MB
 * and does not grow once it is warm. Without a rate, as fast as eight clients can.
 */
import { readFileSync } from 'node:fs';
import { Results, Site } from '../harness/site.mjs';

const results = new Results();
const minutes = Number(process.argv[3]);
const LOADS = 8;
const pause = process.argv[4] ? (1000 * LOADS) / Number(process.argv[4]) : 0; // ms from one request of a client to its next
const site = new Site(process.argv[2]).make();
const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${site.server.pid}/status`, 'utf8'))[1]) / 1024;
const any = (list) => list[Math.floor(Math.random() * list.length)];

async function load(token, ids, state) {
  for (let due = performance.now(); !state.over; due += pause) {
    if (pause) await new Promise((done) => setTimeout(done, Math.max(0, due - performance.now())));
    const id = any(ids), dice = Math.random();
    const path = dice < 0.3 ? '/members.json?q=zhang' : dice < 0.4 ? '/orgs.json' : `/members/${id}${dice < 0.7 ? '.json' : ''}`;
    const { status } = await (dice > 0.9 ? site.json(`/members/${id}/more.json`, token, { school: `青岚大学${state.n}` }) : site.json(path, token));
    state.n++;
    if (status >= 400) state.bad = `${path} answered ${status}`;
  }
}

const token = site.token('orgdept');
await site.start();
console.error(`idle: ${resident().toFixed(1)} MB`);
const ids = (await site.rows('/members.json?q=l', token)).map((m) => m.id);
const state = { n: 0, over: false };
const loads = Array.from({ length: LOADS }, () => load(token, ids, state));
const seen = [];
console.error(`start: ${resident().toFixed(1)} MB`);
for (let minute = 0; minute < minutes; minute++) {
  await new Promise((done) => setTimeout(done, 60000));
  seen.push(resident());
  console.error(`minute ${minute + 1}: ${seen.at(-1).toFixed(1)} MB, ${state.n} requests`);
}
state.over = true;
await Promise.all(loads);
const warm = seen[Math.min(5, Math.floor(seen.length / 4))];
results.say(seen.every((mb) => mb < 60), `below 60 MB for ${minutes} minutes`, seen.map((mb) => mb.toFixed(0)).join(' '));
results.say(seen.at(-1) < warm * 1.1 + 1, 'no growth once it is warm', `${warm.toFixed(1)} MB, at the end ${seen.at(-1).toFixed(1)} MB`);
results.say(!state.bad, `${state.n} requests, none refused`, state.bad);
results.say((await site.stop()).code === 0, 'the server ends when asked', site.log);
site.remove();
results.end();
