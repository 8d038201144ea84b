# The classes of Storm 1.2 behind its commands, and what submitting a topology needs.
class_of() {
  case $1 in
    rebalance | list | activate | deactivate) echo "org.apache.storm.command.$1" ;;
    kill) echo org.apache.storm.command.kill_topology ;;
  esac
}
topology_lib=lib
submit_options=
