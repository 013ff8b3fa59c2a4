-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk's requests, from a file with a request a line: arguments are mode, file, first turn.
--   any	path: one of them at random each time
--   put	path, bodies: PUT in turn; each time round with the next body
local threads = {}

function setup(thread)
	table.insert(threads, thread)
end

local function put(path, body)
	wrk.headers["Content-Type"] = "application/json"
	return wrk.format("PUT", path, nil, body)
end

function init(args)
	mode, turn, requests = args[1], tonumber(args[3]), {}
	math.randomseed(os.time() + turn)
	for line in io.lines(args[2]) do
		local path, rest = line:match("^([^\t]+)(.*)$")
		local bodies = {}

		for body in rest:gmatch("\t([^\t]+)") do
			table.insert(bodies, put(path, body))
		end
		table.insert(requests, mode == "any" and wrk.format("GET", path) or bodies)
	end
end

function request()
	local n = #requests
	local at = mode == "any" and math.random(n) or turn % n + 1
	local round = math.floor(turn / n)

	turn = turn + 1
	return mode == "any" and requests[at] or requests[at][round % #requests[at] + 1]
end

function done(summary, latency)
	local e = summary.errors

	io.write(string.format('@{"requests":%d,"seconds":%.6f,"failed":%d,"p50":%.4f,"p99":%.4f,"turn":%d}\n',
		summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
		latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, threads[1]:get("turn")))
end
