# Read by ctest before it runs a test: nothing of how the person who calls it speaks, where he is and whom his machine asks
# for pages decides whether a test passes.
set(ENV{LC_ALL} C.UTF-8)
set(ENV{LANGUAGE} "")
set(ENV{TZ} UTC)
set(ENV{no_proxy} *)
foreach(variable http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY)
    unset(ENV{${variable}})
endforeach()
