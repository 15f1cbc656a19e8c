-- Requests in turn over the addresses in BENCH_PATHS; a POST with BENCH_BODY where that is set.
local paths, at = {}, 0
for path in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = path end
local key, body = os.getenv("BENCH_KEY"), os.getenv("BENCH_BODY")

function init()
  if key then wrk.headers["Authorization"] = "Bearer " .. key end
  if body then
    wrk.method, wrk.body = "POST", body
    wrk.headers["Content-Type"] = "application/json"
  end
end

function request()
  at = at % #paths + 1
  return wrk.format(nil, paths[at])
end
