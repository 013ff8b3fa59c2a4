-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk's requests, from a file with a request a line: arguments are mode, file, first turn.
--   any	path: one of them at random each time
--   flip	path, one body, another: PUT in turn; each time round with the other body
--   same	path, body: PUT in turn
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
		local path, one, other = line:match("^([^\t]+)\t?([^\t]*)\t?(.*)$")
		if mode == "any" then
			table.insert(requests, wrk.format("GET", path))
		elseif mode == "flip" then
			table.insert(requests, { [0] = put(path, one), [1] = put(path, other) })
		else
			table.insert(requests, put(path, one))
		end
	end
end

function request()
	local n = #requests
	local at = mode == "any" and math.random(n) or turn % n + 1
	local flip = math.floor(turn / n) % 2

	turn = turn + 1
	return mode == "flip" and requests[at][flip] or requests[at]
end

function done(summary, latency)
	local e = summary.errors

	io.write(string.format('@{"requests":%d,"seconds":%.6f,"failed":%d,"p50":%.4f,"p99":%.4f,"turn":%d}\n',
		summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
		latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, threads[1]:get("turn")))
end
