# The classes of Storm 2.8 behind its commands, and what submitting a topology needs.
class_of() {
  case $1 in
    rebalance) echo org.apache.storm.command.Rebalance ;;
    kill) echo org.apache.storm.command.KillTopology ;;
    list) echo org.apache.storm.command.ListTopologies ;;
    activate) echo org.apache.storm.command.Activate ;;
    deactivate) echo org.apache.storm.command.Deactivate ;;
  esac
}
topology_lib=lib-worker
submit_options='-Dstorm.dependency.jars= -Dstorm.dependency.artifacts={}'
