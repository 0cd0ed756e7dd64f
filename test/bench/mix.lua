-- test/bench/mix.lua IDS PATTERN WRITES: requests for members drawn at random; of every 100, WRITES are writes.
-- wrk -s test/bench/mix.lua URL -- IDS PATHS 10 'Name: value' …     both files have one a line; PATHS are read, IDS written
-- Without WRITES a request is only drawn, and written down before: what the client costs, the server cannot use.
local ids, reads, writes = {}, {}, 0
local headers, form = {}, { ["Content-Type"] = "application/x-www-form-urlencoded" }

function init(args)
    for id in io.lines(args[1]) do ids[#ids + 1] = id end
    writes = tonumber(args[3])
    for i = 4, #args do
        local name, value = args[i]:match("^([^:]+): (.*)$")
        headers[name], form[name] = value, value
    end
    for path in io.lines(args[2]) do reads[#reads + 1] = wrk.format("GET", path, headers) end
    math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000)
end

function request()
    if writes > 0 and math.random(100) <= writes then
        local id = ids[math.random(#ids)]
        return wrk.format("POST", "/members/" .. id .. "/more.json", form, "school=%E9%9D%92%E5%B2%9A%E5%A4%A7%E5%AD%A6" .. math.random(100000))
    end
    return reads[math.random(#reads)]
end

function done(summary, latency)
    local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
    io.write(string.format('RESULT {"rate": %f, "p99_ms": %f, "bad": %d}\n',
        summary.requests / (summary.duration / 1e6), latency:percentile(99) / 1000, bad))
end
